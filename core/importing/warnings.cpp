#include "importing/warnings.h"

#include <algorithm>

namespace touchstone::importing {

std::string excerpt(const QString &text)
{
    constexpr qsizetype longest = 120;
    if (text.size() <= longest) {
        return text.toStdString();
    }
    const qsizetype space = text.lastIndexOf(u' ', longest);
    qsizetype end = space > longest / 2 ? space : longest;
    end -= text[end - 1].isHighSurrogate() ? 1 : 0;
    return text.left(end).trimmed().toStdString() + "…";
}

namespace {
constexpr qsizetype maxWarnings = 20000;
}

void WarningList::add(int line, QLatin1String code, Text message)
{
    if (m_warnings.size() >= maxWarnings) {
        ++m_leftOut;
        return;
    }
    m_warnings.append({line, code, std::move(message)});
}

QVector<ImportWarning> WarningList::sorted() &&
{
    std::stable_sort(
            m_warnings.begin(), m_warnings.end(),
            [](const ImportWarning &a, const ImportWarning &b) { return a.line < b.line; });
    if (m_leftOut > 0) {
        m_warnings.append(
                {0, code::moreWarnings,
                 text("{0} more repairs are not listed", "另有 {0} 处修复未列出", m_leftOut)});
    }
    return std::move(m_warnings);
}

}  // namespace touchstone::importing
