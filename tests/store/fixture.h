// Reports and papers made for the tests, and a library in a folder of its own.
#pragma once

#include "library/import_plan.h"
#include "store/store.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

namespace touchstone::store {

inline Claim claimOf(const QString &id, const QString &metric, double value,
                     std::optional<double> factor = {}, const QString &quote = {})
{
    Claim claim;
    claim.id = id;
    claim.metric = metric;
    claim.value = value;
    claim.unit = QStringLiteral("x");
    claim.rules = QStringList{QStringLiteral("test-rule")};
    claim.sources = {{TextField::Abstract, 3, quote.size(), quote}};
    if (factor) {
        claim.normalised = NormalisedClaim{QStringLiteral("time"), *factor, {}, {}};
    }
    return claim;
}

inline ReportPaper paperOf(int index, const QString &title, const QString &brief = {},
                           const QString &abstract = {})
{
    ReportPaper paper;
    paper.index = index;
    paper.rawTitle = title.toUpper();
    paper.title = title;
    paper.rawInstitutions = QStringLiteral("Lake University, Hill Lab");
    paper.institutions = QStringList{QStringLiteral("Lake University"), QStringLiteral("Hill Lab")};
    paper.authorCount = 4;
    paper.brief = brief;
    paper.abstract = abstract;
    paper.hasAbstract = !abstract.isEmpty();
    paper.techniques = QStringList{QStringLiteral("quantization")};
    paper.titleLine = 5;
    paper.abstractLine = 9;
    return paper;
}

inline Report reportOf(const QString &time, const QVector<ReportPaper> &papers,
                       const QByteArray &extra = {})
{
    Report report;
    report.title = QStringLiteral("测试报告 ") + time;
    report.generatedAt = QDateTime::fromString(time, Qt::ISODate);
    report.statedPaperCount = int(papers.size());
    report.sourceName = QStringLiteral("report.md");
    QByteArray bytes = time.toUtf8() + extra;
    for (const ReportPaper &paper : papers) {
        bytes += '\n' + (paper.title + paper.brief + paper.abstract).toUtf8();
    }
    report.setSource(bytes);
    report.encoding = QStringLiteral("UTF-8");
    report.format = QStringLiteral("report");
    report.papers = papers;
    return report;
}

// All papers selected; the store finds out itself which of them it has.
inline ImportPlan planOf(const Report &report)
{
    ImportPlan plan;
    plan.report = report;
    for (int i = 0; i < int(report.papers.size()); ++i) {
        PlannedPaper planned;
        planned.position = i;
        plan.papers.append(planned);
    }
    return plan;
}

// The value of a result, or a failed test that says why.
template <class Value>
Value valueOf(const Result<Value> &result)
{
    if (!result.has_value()) {
        QTest::qFail(result.error().message.en.c_str(), __FILE__, __LINE__);
        return Value{};
    }
    return *result;
}

class TestLibrary {
public:
    TestLibrary() { reopen(); }

    QString path() const { return m_folder.filePath(QStringLiteral("library.sqlite")); }
    QString folder() const { return m_folder.path(); }
    void close() { m_store.reset(); }
    void reopen()
    {
        m_store.reset();
        auto opened = Store::open(path());
        if (!opened) {
            QTest::qFail(opened.error().message.en.c_str(), __FILE__, __LINE__);
            return;
        }
        m_store = std::move(*opened);
    }
    Store &operator*() { return *m_store; }
    Store *operator->() { return m_store.get(); }

    ImportOutcome import(const Report &report) { return valueOf(m_store->apply({planOf(report)})); }
    QStringList found(const PaperQuery &query)
    {
        QStringList titles;
        const auto rows = valueOf(m_store->paperRows(valueOf(m_store->paperIds(query))));
        for (const PaperRow &row : rows) {
            titles.append(row.title);
        }
        return titles;
    }
    QStringList found(const QString &search)
    {
        PaperQuery query;
        query.search = search;
        return found(query);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
};

inline int countOf(const QVector<FacetValue> &values, const QString &value)
{
    for (const FacetValue &v : values) {
        if (v.value == value) {
            return v.count;
        }
    }
    return -1;
}

inline Error errorOf(const QString &path, OpenMode mode = OpenMode::ReadWrite)
{
    auto opened = Store::open(path, mode);
    return opened ? Error{ErrorCode::Internal, {"no error", {}}} : opened.error();
}

// One line in each language that names the path.
inline void verifyNames(const Error &error, ErrorCode code, const QString &path)
{
    const QString message = QString::fromStdString(error.message.en);
    QVERIFY2(error.code == code, qPrintable(message));
    QVERIFY2(message.contains(path), qPrintable(message));
    QVERIFY(!message.contains(u'\n'));
    QVERIFY(QString::fromStdString(error.message.zh).contains(path));
}

// Papers of some length, all with the word 缓存.
inline Report papers(int count, const QString &time = QStringLiteral("2025-09-10T19:43:57"))
{
    QVector<ReportPaper> list;
    for (int i = 1; i <= count; ++i) {
        list.append(
                paperOf(i, QStringLiteral("Paper %1 of %2").arg(i).arg(time),
                        QStringLiteral("简报缓存").repeated(40),
                        QStringLiteral("Words of an abstract %1. ").arg(i * 7919).repeated(20)));
    }
    return reportOf(time, list);
}

}  // namespace touchstone::store
