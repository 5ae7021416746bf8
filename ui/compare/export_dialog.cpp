#include "ui/compare/export_dialog.h"

#include "charts/chart_style.h"
#include "charts/chart_text.h"
#include "ui/common/file_dialog.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"
#include "ui/compare/export_preview.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
enum LanguageChoice { English, Chinese, Both };

const QStringList &suffixes()
{
    static const QStringList all{QStringLiteral("pdf"),  QStringLiteral("svg"),
                                 QStringLiteral("png"),  QStringLiteral("csv"),
                                 QStringLiteral("json"), QStringLiteral("md"),
                                 QStringLiteral("tex")};
    return all;
}

// "claims-vs-measured.pdf" where exports go.
QString suggestedPath(const compare::ChartSpec &spec, const QSettings &settings,
                      const QString &suffix)
{
    return QDir(lastFolder(settings, exportFolderKey))
            .filePath(compare::toWord(spec.kind) + QChar(u'.') + suffix);
}
}  // namespace

ExportDialog::ExportDialog(const compare::ChartSpec &spec, QSettings &settings, QWidget *parent)
    : Translated<QDialog>(parent), m_spec(spec), m_settings(settings), m_form(new QFormLayout),
      m_format(named(new QComboBox(this), QStringLiteral("exportFormat"))),
      m_size(named(new QComboBox(this), QStringLiteral("exportSize"))),
      m_language(named(new QComboBox(this), QStringLiteral("exportLanguage"))),
      m_theme(named(new QComboBox(this), QStringLiteral("exportTheme"))),
      m_scale(named(new QComboBox(this), QStringLiteral("exportScale"))),
      m_path(named(new QLineEdit(this), QStringLiteral("exportPath"))),
      m_preview(named(new ExportPreview(this), QStringLiteral("exportPreview"))),
      m_browse(named(new QPushButton(this), QStringLiteral("exportBrowse"))),
      m_message(new MessageStrip(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("exportDialog"));
    for (int i = 0; i < suffixes().size(); ++i) {
        m_format->addItem(QString());
    }
    m_size->addItems({QString(), QString(), QString()});
    m_language->addItems({QString(), QString(), QString()});
    m_theme->addItems({QString(), QString()});
    m_scale->addItems({QStringLiteral("2×"), QStringLiteral("3×")});
    auto *place = new QWidget(this);
    auto *placeRow = new QHBoxLayout(place);
    placeRow->setContentsMargins(0, 0, 0, 0);
    placeRow->addWidget(m_path, 1);
    placeRow->addWidget(m_browse);
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_format, m_size, m_language, m_theme, m_scale, place}) {
        m_form->addRow(label(QString(), this), field);
    }
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(m_preview, 1);
    column->addLayout(m_form);
    column->addWidget(m_message);
    column->addWidget(m_buttons);
    setMinimumWidth(480);

    const QString suffix =
            m_settings.value(QStringLiteral("export/format"), suffixes().first()).toString();
    m_format->setCurrentIndex(std::max(0, int(suffixes().indexOf(suffix))));
    m_size->setCurrentIndex(m_settings.value(QStringLiteral("export/size"), 1).toInt());
    m_language->setCurrentIndex(currentLanguage() == Language::Chinese ? Chinese : English);
    m_path->setText(suggestedPath(m_spec, m_settings, suffixes()[m_format->currentIndex()]));
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
    connect(m_format, &QComboBox::activated, this, &ExportDialog::suggestSize);
    connect(m_size, &QComboBox::activated, this, [this] { m_sizeChosen = true; });
    for (const QComboBox *look : {m_format, m_size, m_language, m_theme}) {
        connect(look, &QComboBox::currentIndexChanged, this, &ExportDialog::preview);
    }
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ExportDialog::write);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslateUi();
    formatChanged();
    preview();
}

void ExportDialog::retranslateUi()
{
    setWindowTitle(tr("Export chart"));
    const QStringList formats{tr("PDF, for papers"),      tr("SVG, to edit"),
                              tr("PNG, for slides"),      tr("CSV, the figures"),
                              tr("JSON, to rebuild it"),  tr("Markdown table"),
                              tr("LaTeX, table and plot")};
    for (int i = 0; i < formats.size(); ++i) {
        m_format->setItemText(i, formats[i]);
    }
    m_size->setItemText(0, tr("Single column, 89 mm"));
    m_size->setItemText(1, tr("Double column, 183 mm"));
    m_size->setItemText(2, tr("Slide, 16:9"));
    m_language->setItemText(English, tr("English"));
    m_language->setItemText(Chinese, tr("Chinese"));
    m_language->setItemText(Both, tr("Both languages"));
    m_theme->setItemText(0, tr("Light, for print"));
    m_theme->setItemText(1, tr("Dark, for slides"));
    const QStringList names{tr("Format"),  tr("Size"),       tr("Language"),
                            tr("Colours"), tr("Resolution"), tr("File")};
    for (int row = 0; row < m_form->rowCount(); ++row) {
        auto *name = qobject_cast<QLabel *>(m_form->itemAt(row, QFormLayout::LabelRole)->widget());
        QWidget *field = m_form->itemAt(row, QFormLayout::FieldRole)->widget();
        name->setText(names[row]);
        name->setBuddy(row + 1 == m_form->rowCount() ? m_path : field);
        field->setAccessibleName(names[row]);
    }
    m_path->setAccessibleName(tr("File"));
    m_preview->setAccessibleName(tr("Preview of the file"));
    setTexts(m_browse, tr("Choose…"), tr("Choose folder and name of the file"));
    if (QPushButton *save = m_buttons->button(QDialogButtonBox::Save)) {
        save->setText(tr("Export"));
    }
}

void ExportDialog::formatChanged()
{
    const QString suffix = suffixes()[m_format->currentIndex()];
    const bool drawn = isDrawn();
    m_size->setEnabled(drawn || suffix == QStringLiteral("tex"));
    m_theme->setEnabled(drawn);
    m_scale->setEnabled(suffix == QStringLiteral("png"));
    m_language->setEnabled(suffix != QStringLiteral("json"));
    const QFileInfo file(m_path->text());
    m_path->setText(QDir(file.path()).filePath(file.completeBaseName() + QChar(u'.') + suffix));
}

void ExportDialog::suggestSize()
{
    const QString suffix = suffixes()[m_format->currentIndex()];
    if (!m_sizeChosen && isDrawn()) {
        m_size->setCurrentIndex(
                int(suffix == QStringLiteral("png") ? ChartSize::Slide : ChartSize::DoubleColumn));
    }
}

bool ExportDialog::isDrawn() const
{
    constexpr int formats = 3;  // PDF, SVG and PNG; others are text
    return m_format->currentIndex() < formats;
}

void ExportDialog::preview()
{
    m_preview->showLater(m_spec, style(), suffixes()[m_format->currentIndex()]);
    const auto warning = isDrawn() ? fontWarning(m_spec, style()) : std::nullopt;
    if (warning) {
        m_message->showWarning(*warning);
    } else {
        m_message->clear();
    }
}

void ExportDialog::browse()
{
    auto *dialog = fileDialog(this, Asked::NewFile, QStringLiteral("exportFileDialog"),
                              tr("Export chart"), m_path->text());
    dialog->setNameFilter(QStringLiteral("*.") + suffixes()[m_format->currentIndex()]);
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

QString ExportDialog::path() const
{
    QString typed = m_path->text().trimmed();
    const QString suffix = suffixes()[m_format->currentIndex()];
    if (typed.isEmpty() || QFileInfo(typed).suffix().compare(suffix, Qt::CaseInsensitive) == 0) {
        return typed;
    }
    return typed + QChar(u'.') + suffix;
}

ChartStyle ExportDialog::style() const
{
    ChartStyle style;
    style.language = m_language->currentIndex() == Chinese ? Language::Chinese : Language::English;
    style.bothLanguages = m_language->currentIndex() == Both;
    style.theme = m_theme->currentIndex() == 1 ? ChartTheme::Dark : ChartTheme::Light;
    style.size = ChartSize(m_size->currentIndex());
    style.pngScale = m_scale->currentIndex() + 2;
    return style;
}

void ExportDialog::write()
{
    if (path().isEmpty()) {
        m_message->showError(text("Enter the name of a file.", "请输入文件名。"));
        return;
    }
    m_spec.drawnAs = toJson(style());
    const Result<> written = exportChart(m_spec, style(), path());
    if (!written) {
        m_message->showError(written.error().message);
        return;
    }
    m_settings.setValue(exportFolderKey, QFileInfo(path()).absolutePath());
    m_settings.setValue(QStringLiteral("export/format"), suffixes()[m_format->currentIndex()]);
    m_settings.setValue(QStringLiteral("export/size"), m_size->currentIndex());
    Q_EMIT exported(path());
    accept();
}

}  // namespace touchstone::ui
