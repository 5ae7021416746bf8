// Any text as a report: papers have numbers of their own, and every field stands at its place.
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

void checkPlace(const QList<uint> &text, const FieldPlace &place, const QString &field)
{
    check(place.start >= 0 && place.length >= 0 && place.start + place.length <= text.size());
    check(text.mid(place.start, place.length) == field.toUcs4());
    check((place.line > 0) == !field.isEmpty());
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
    const QList<uint> points = QString::fromUtf8(utf8).toUcs4();
    QSet<int> numbers;
    for (const ReportPaper &paper : report->papers) {
        check(paper.index > 0 && !numbers.contains(paper.index));
        numbers.insert(paper.index);
        checkPlace(points, paper.titlePlace, paper.rawTitle);
        checkPlace(points, paper.abstractPlace, paper.abstract);
        checkPlace(points, paper.briefPlace, paper.brief);
        checkPlace(points, paper.institutionsPlace, paper.rawInstitutions);
    }
    return 0;
}
