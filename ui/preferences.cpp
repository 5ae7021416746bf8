#include "ui/preferences.h"

#include "measure/environment.h"
#include "ui/bench/bench_page.h"
#include "ui/common/file_dialog.h"
#include "ui/common/widgets.h"
#include "ui/main_window.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
enum LanguageRow { SystemLanguage, EnglishRow, ChineseRow };
}

Preferences::Preferences(MainWindow &window)
    : Translated<QDialog>(&window), m_window(window), m_form(new QFormLayout),
      m_language(named(new QComboBox(this), QStringLiteral("preferredLanguage"))),
      m_theme(named(new QComboBox(this), QStringLiteral("preferredTheme"))),
      m_threads(named(new QSpinBox(this), QStringLiteral("preferredThreads"))),
      m_library(named(label(QStringLiteral("muted"), this, true), QStringLiteral("libraryPath"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
{
    named(this, QStringLiteral("preferences"));
    for (int row = SystemLanguage; row <= ChineseRow; ++row) {
        m_language->addItem(QString());
    }
    for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark}) {
        m_theme->addItem(QString(), int(choice));
    }
    m_threads->setRange(0, measure::processorCount());
    for (QWidget *field : std::initializer_list<QWidget *>{m_language, m_theme, m_threads}) {
        m_form->addRow(label(QString(), this), field);
    }
    addFolder(exportFolderKey, QStringLiteral("exportFolder"));
    addFolder(importFolderKey, QStringLiteral("importFolder"));
    m_form->addRow(label(QString(), this), m_library);
    m_library->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_library->setText(m_window.workspace().databasePath());
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addLayout(m_form);
    column->addWidget(m_buttons);
    setMinimumWidth(520);
    m_language->setCurrentIndex(m_window.followsSystemLanguage()         ? SystemLanguage
                                : currentLanguage() == Language::Chinese ? ChineseRow
                                                                         : EnglishRow);
    m_theme->setCurrentIndex(m_theme->findData(int(m_window.theme())));
    m_threads->setValue(m_window.benchPage()->threads());
    connectAll();
    retranslateUi();
}

void Preferences::connectAll()
{
    connect(m_language, &QComboBox::activated, this, [this](int row) {
        if (row == SystemLanguage) {
            m_window.followSystemLanguage();
        } else {
            m_window.setLanguage(row == ChineseRow ? Language::Chinese : Language::English);
        }
    });
    connect(m_theme, &QComboBox::activated, this,
            [this] { m_window.setTheme(ThemeChoice(m_theme->currentData().toInt())); });
    connect(m_threads, &QSpinBox::valueChanged, m_window.benchPage(), &BenchPage::setThreads);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void Preferences::addFolder(const QString &key, const QString &name)
{
    const QString path = m_window.workspace().settings().value(key).toString();
    Folder folder{key, named(new QLineEdit(path, this), name),
                  named(new QPushButton(this), name + QStringLiteral("Button"))};
    auto *row = new QHBoxLayout;
    row->addWidget(folder.path, 1);
    row->addWidget(folder.choose);
    m_form->addRow(label(QString(), this), row);
    m_folders.append(folder);
    connect(folder.path, &QLineEdit::textChanged, this, [this, key](const QString &entered) {
        if (entered.trimmed().isEmpty()) {
            m_window.workspace().settings().remove(key);
        } else {
            m_window.workspace().settings().setValue(key, entered.trimmed());
        }
    });
    connect(folder.choose, &QPushButton::clicked, this, [this, folder] { chooseFolder(folder); });
}

void Preferences::chooseFolder(const Folder &folder)
{
    auto *dialog = fileDialog(this, Asked::Folder, QStringLiteral("folderDialog"),
                              folder.path->accessibleName(), folder.path->text());
    connect(dialog, &QFileDialog::fileSelected, folder.path, &QLineEdit::setText);
    dialog->open();
}

void Preferences::retranslateUi()
{
    setWindowTitle(tr("Preferences"));
    m_language->setItemText(SystemLanguage, tr("As the system"));
    // In their own languages.
    m_language->setItemText(EnglishRow, QStringLiteral("English"));
    m_language->setItemText(ChineseRow, QStringLiteral("中文"));
    const QStringList themes{tr("As the system"), tr("Light"), tr("Dark")};
    for (int row = 0; row < themes.size(); ++row) {
        m_theme->setItemText(row, themes[row]);
    }
    m_threads->setSpecialValueText(tr("automatic"));
    const QStringList names{tr("Language"),      tr("Colours"),       tr("Threads"),
                            tr("Export folder"), tr("Import folder"), tr("Library")};
    nameRows(*m_form, names);
    m_threads->setToolTip(tr("Threads of each kernel; 0 uses all cores but one"));
    for (const Folder &folder : std::as_const(m_folders)) {
        folder.path->setPlaceholderText(tr("as last used"));
        setTexts(folder.choose, tr("Choose…"));
    }
}

}  // namespace touchstone::ui
