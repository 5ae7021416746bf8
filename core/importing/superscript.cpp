#include "importing/superscript.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

// U+0000 for a character without a raised form.
char16_t raisedForm(QChar c)
{
    switch (c.unicode()) {
    case u'1':
        return u'\u00b9';
    case u'2':
        return u'\u00b2';
    case u'3':
        return u'\u00b3';
    case u'+':
        return u'\u207a';
    case u'-':
    case u'\u2212':
    case u'\u2013':
        return u'\u207b';
    default:
        return c >= u'0' && c <= u'9' ? char16_t(u'\u2070' + (c.unicode() - u'0')) : u'\0';
    }
}

}  // namespace

QString asSuperscript(const QString &raised, const QString &before)
{
    const QString text = raised.trimmed();
    if (text.isEmpty() || before.isEmpty() || !before.back().isDigit()) {
        return raised;
    }
    QString out;
    for (const QChar c : text) {
        const char16_t form = raisedForm(c);
        if (form == u'\0') {
            const bool isWord = std::all_of(text.begin(), text.end(),
                                            [](QChar each) { return each.isLetter(); });
            return isWord && text.size() > 1 ? raised : u'^' + text;
        }
        out += QChar(form);
    }
    return out;
}

}  // namespace touchstone::importing
