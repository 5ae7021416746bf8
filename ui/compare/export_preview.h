// What an export will look like, drawn by the exporter itself.
#pragma once

#include "charts/chart_export.h"

#include <QStackedWidget>
#include <QTemporaryDir>

class QLabel;
class QPlainTextEdit;
class QTimer;

namespace touchstone::ui {

class ExportPreview : public QStackedWidget {
    Q_OBJECT
public:
    explicit ExportPreview(QWidget *parent = nullptr);

    // A moment later, so that a run of changes is drawn once. suffix: "pdf", "svg", "csv" ...
    void showLater(const compare::ChartSpec &spec, const ChartStyle &style, const QString &suffix);
    QSize sizeHint() const override { return {460, 320}; }

Q_SIGNALS:
    void shown();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void draw();
    void showPicture(const QString &path);
    void showText(const QString &path);
    void fitPicture();

    compare::ChartSpec m_spec;
    ChartStyle m_style;
    QString m_suffix;
    QTemporaryDir m_folder;
    QImage m_image;
    QTimer *m_soon;
    QLabel *m_picture, *m_problem;
    QPlainTextEdit *m_text;
};

}  // namespace touchstone::ui
