// The buttons above a chart: zoom, copy, print and export.
#pragma once

#include "ui/common/translated.h"

class QAction;
class QPushButton;
class QTableView;
class QToolButton;

namespace touchstone::ui {

class ChartView;

class ChartTools : public Translated<QWidget> {
    Q_OBJECT
public:
    // Both must outlive it.
    ChartTools(ChartView &chart, QTableView &table, QWidget *parent = nullptr);

    // Whether a chart is shown; without one there is nothing to zoom, copy or write.
    void setDrawn(bool drawn);
    bool canExport() const;

Q_SIGNALS:
    void exportWanted();

protected:
    void retranslateUi() override;

private:
    QToolButton *tool(const char *name, const char *iconName);
    void fillCopyMenu(QTableView &table);

    ChartView &m_chart;
    QToolButton *m_zoomIn, *m_zoomOut, *m_reset, *m_copy, *m_print;
    QAction *m_copyImage, *m_copySvg, *m_copyTable, *m_copyMarkdown;
    QPushButton *m_export;
};

}  // namespace touchstone::ui
