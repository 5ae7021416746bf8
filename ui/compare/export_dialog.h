// Writes the current chart to a file: format, size, language and path.
#pragma once

#include "charts/chart_export.h"
#include "ui/common/translated.h"

#include <QDialog>
#include <QSettings>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace touchstone::ui {

class ExportPreview;
class MessageStrip;

class ExportDialog : public Translated<QDialog> {
    Q_OBJECT
public:
    ExportDialog(const compare::ChartSpec &spec, QSettings &settings, QWidget *parent = nullptr);
    QString path() const;
    ChartStyle style() const;

Q_SIGNALS:
    void exported(const QString &path);

protected:
    void retranslateUi() override;

private:
    void formatChanged();
    void suggestSize();  // of the format, until the person chooses one
    void preview();
    bool isDrawn() const;
    void browse();
    void write();

    compare::ChartSpec m_spec;
    QSettings &m_settings;
    QFormLayout *m_form;
    QComboBox *m_format, *m_size, *m_language, *m_theme, *m_scale;
    QLineEdit *m_path;
    ExportPreview *m_preview;
    QPushButton *m_browse;
    bool m_sizeChosen = false;
    MessageStrip *m_message;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
