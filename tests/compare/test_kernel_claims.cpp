// Every claim entry of every kernel.json against the bundled reports: its paper is there under its
// title, and a figure it names is printed in one claim, told apart by words where two share it.
#include "importing/importer.h"
#include "library/claim_match.h"
#include "library/report.h"
#include "library/vocabulary.h"

#include <QTest>

using namespace touchstone;

namespace {

QString dateOf(const Report &report)
{
    return report.generatedAt.date().toString(Qt::ISODate);
}

}  // namespace

class TestKernelClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &path : importing::bundledReportPaths()) {
            auto reports = importing::readFile(path);
            QVERIFY2(reports.has_value(), qPrintable(path));
            m_reports += *reports;
        }
    }

    void everyPaperIsFoundByPlaceAndTitle()
    {
        QStringList wrong;
        for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
            for (const PaperRef &ref : kernel.papers) {
                note(wrong, kernel.id, ref);
            }
            for (const KernelClaim &entry : kernel.claims) {
                note(wrong, kernel.id, entry.paper);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void everyFigureIsPrintedInExactlyOneClaim()
    {
        QStringList wrong;
        for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
            for (const KernelClaim &entry : kernel.claims) {
                const ReportPaper *paper = find(entry.paper);
                if (!paper || !entry.value) {
                    continue;
                }
                const auto met = std::count_if(
                        paper->claims.cbegin(), paper->claims.cend(), [&](const Claim &claim) {
                            const auto precision = precisionOf(entry, claim);
                            return precision && *precision <= MatchPrecision::Value;
                        });
                if (met != 1) {
                    wrong << QStringLiteral("%1: %2 %3 is met by %4 claims")
                                     .arg(kernel.id, entry.metric)
                                     .arg(*entry.value)
                                     .arg(met);
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

private:
    const ReportPaper *find(const PaperRef &ref) const
    {
        for (const Report &report : m_reports) {
            if (dateOf(report) != ref.report) {
                continue;
            }
            for (const ReportPaper &paper : report.papers) {
                if (paper.index == ref.index
                    && (ref.title.isEmpty() || titleKey(paper.title) == titleKey(ref.title))) {
                    return &paper;
                }
            }
        }
        return nullptr;
    }
    bool isBundled(const QString &date) const
    {
        return std::any_of(m_reports.cbegin(), m_reports.cend(),
                           [&](const Report &report) { return dateOf(report) == date; });
    }
    void note(QStringList &wrong, const QString &kernel, const PaperRef &ref) const
    {
        const QString line = QStringLiteral("%1: %2/%3 %4")
                                     .arg(kernel, ref.report)
                                     .arg(ref.index)
                                     .arg(ref.title);
        if (isBundled(ref.report) && !find(ref) && !wrong.contains(line)) {
            wrong << line;
        }
    }

    QVector<Report> m_reports;
};

QTEST_GUILESS_MAIN(TestKernelClaims)
#include "test_kernel_claims.moc"
