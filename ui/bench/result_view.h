// A kernel, its measurements over time, and one measurement in full: verdict, interval, limit,
// baseline quality, quality figures, environment.
#pragma once

#include "compare/comparison.h"
#include "library/vocabulary.h"
#include "ui/bench/bench_queue.h"
#include "ui/common/translated.h"

class QTextBrowser;

namespace touchstone::ui {

class ResultView : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ResultView(Workspace &workspace, QWidget *parent = nullptr);
    void showKernel(const QString &kernelId);
    void showItem(const BenchItem &item);
    void rebuild();

Q_SIGNALS:
    void comparisonWanted(const QString &kernelId);
    void paperWanted(const QString &paperTitle);

protected:
    void retranslateUi() override;

private:
    struct Loaded {
        store::StoredResults history;
        QVector<compare::ComparisonRow> rows;
    };
    void loadHistory();
    QString kernelHtml() const;
    QString itemHtml() const;
    QString historyHtml() const;

    Workspace &m_workspace;
    LatestJob m_job;
    QString m_kernel;
    std::optional<BenchItem> m_item;
    store::StoredResults m_history;
    QVector<compare::ComparisonRow> m_rows;  // claims that the shown measurement answers
    QTextBrowser *m_text;
};

// One measurement as rich text, without its heading. rows: claims compared with this run alone.
QString resultHtml(const measure::KernelResult &result, const measure::Facts &environment,
                   const QVector<compare::ComparisonRow> &rows);

}  // namespace touchstone::ui
