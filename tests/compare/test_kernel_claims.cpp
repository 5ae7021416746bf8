// Every claim entry of every kernel.json against the bundled reports: its paper is there under its
// title, a figure it names is printed in one claim, told apart by words where two share it, and one
// without a figure meets the claims of its metric, where the report prints any. Messages name file
// and field.
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
            for (qsizetype i = 0; i < kernel.papers.size(); ++i) {
                noteMissing(wrong, field(kernel, "papers", i), kernel.papers[i]);
            }
            for (qsizetype i = 0; i < kernel.claims.size(); ++i) {
                noteMissing(wrong, field(kernel, "claims", i) + QStringLiteral(".paper"),
                            kernel.claims[i].paper);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void everyFigureIsPrintedInExactlyOneClaim()
    {
        const QStringList wrong = faults([](const KernelClaim &entry, const ReportPaper &paper) {
            const auto met = countMet(entry, paper);
            return !entry.value || met == 1 ? QString()
                                            : QStringLiteral("%1 %2 is met by %3 claims")
                                                      .arg(entry.metric)
                                                      .arg(*entry.value)
                                                      .arg(met);
        });
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    // Where a paper claims a metric in words alone ("memory is saved"), its report has no claim to
    // meet. Then the entry may have neither figure nor words, and the metric must be a known one;
    // that the paper is there under place and title is asserted above.
    void everyAnswerMeetsAClaimOrOneWithoutFigure()
    {
        const QStringList wrong = faults([](const KernelClaim &entry, const ReportPaper &paper) {
            if (entry.grade == Grade::NotMeasurable || countMet(entry, paper) > 0) {
                return QString();
            }
            const bool claimed =
                    std::any_of(paper.claims.cbegin(), paper.claims.cend(),
                                [&](const Claim &claim) { return claim.metric == entry.metric; });
            if (claimed || entry.value || !entry.words.isEmpty()) {
                return QStringLiteral("meets no claim of %1").arg(entry.metric);
            }
            return Vocabulary::bundled().metric(entry.metric)
                           ? QString()
                           : QStringLiteral("metric %1 is not in resources/metrics.json")
                                     .arg(entry.metric);
        });
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

private:
    static QString field(const KernelText &kernel, const char *list, qsizetype i)
    {
        return QStringLiteral("%1/%2/kernel.json: %3[%4]")
                .arg(kernel.family, kernel.id, QLatin1String(list))
                .arg(i);
    }
    static qsizetype countMet(const KernelClaim &entry, const ReportPaper &paper)
    {
        return std::count_if(paper.claims.cbegin(), paper.claims.cend(), [&](const Claim &claim) {
            return precisionOf(entry, claim).has_value();
        });
    }
    // What faultOf(entry, paper) says of the entries whose paper is there, with file and field.
    template <class FaultOf>
    QStringList faults(const FaultOf &faultOf) const
    {
        QStringList wrong;
        for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
            for (qsizetype i = 0; i < kernel.claims.size(); ++i) {
                const ReportPaper *paper = find(kernel.claims[i].paper);
                const QString fault = paper ? faultOf(kernel.claims[i], *paper) : QString();
                if (!fault.isEmpty()) {
                    wrong << field(kernel, "claims", i) + u' ' + fault;
                }
            }
        }
        return wrong;
    }
    const ReportPaper *find(const PaperRef &ref) const
    {
        for (const Report &report : m_reports) {
            if (dateOf(report) != ref.report) {
                continue;
            }
            for (const ReportPaper &paper : report.papers) {
                if (paper.index == ref.index && titleKey(paper.title) == titleKey(ref.title)) {
                    return &paper;
                }
            }
        }
        return nullptr;
    }
    void noteMissing(QStringList &wrong, const QString &place, const PaperRef &ref) const
    {
        if (!find(ref)) {
            wrong << QStringLiteral("%1 is no paper of the bundled reports: %2/%3 %4")
                             .arg(place, ref.report)
                             .arg(ref.index)
                             .arg(ref.title);
        }
    }

    QVector<Report> m_reports;
};

QTEST_GUILESS_MAIN(TestKernelClaims)
#include "test_kernel_claims.moc"
