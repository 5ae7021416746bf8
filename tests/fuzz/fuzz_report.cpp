// Any text as a report: papers have distinct numbers, and every field begins on its line.
#include "importing/report_reader.h"

#include <QSet>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

// Where each line of the text begins.
QVector<qsizetype> lineBegins(const QString &text)
{
    QVector<qsizetype> begins{0};
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n';
        if ((text[i] == u'\r' || text[i] == u'\n') && !pair) {
            begins.append(i + 1);
        }
    }
    return begins;
}

// The field is in the text as it is, and begins on its line.
void checkField(const QString &text, const QVector<qsizetype> &begins, int line,
                const QString &field)
{
    check((line > 0) == !field.isEmpty());
    if (line > 0) {
        check(line <= begins.size());
        const qsizetype at = text.indexOf(field, begins[line - 1]);
        check(at >= 0 && (line == begins.size() || at < begins[line]));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // The reader is given decoded text only.
    const QByteArray utf8 =
            QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)).toUtf8();
    WarningList warnings;
    const auto report = readReportText(utf8, QStringLiteral("fuzz"), warnings);
    if (!report) {
        check(!report.error().message.en.empty());
        return 0;
    }
    const QString text = QString::fromUtf8(utf8);
    const QVector<qsizetype> begins = lineBegins(text);
    QSet<int> numbers;
    for (const ReportPaper &paper : report->papers) {
        check(paper.index > 0 && !numbers.contains(paper.index));
        numbers.insert(paper.index);
        checkField(text, begins, paper.titleLine, paper.rawTitle);
        checkField(text, begins, paper.abstractLine, paper.abstract);
        checkField(text, begins, paper.briefLine, paper.brief);
        checkField(text, begins, paper.institutionsLine, paper.rawInstitutions);
    }
    return 0;
}
