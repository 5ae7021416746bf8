// What holds for every start: language, colours, threads, folders. Acts at once.
#pragma once

#include "ui/common/translated.h"

#include <QDialog>
#include <QVector>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace touchstone::ui {

class MainWindow;

class Preferences : public Translated<QDialog> {
    Q_OBJECT
public:
    explicit Preferences(MainWindow &window);

protected:
    void retranslateUi() override;

private:
    struct Folder {
        QString key;  // of the settings
        QLineEdit *path;
        QPushButton *choose;
    };
    void addFolder(const QString &key, const QString &name);
    void chooseFolder(const Folder &folder);
    void connectAll();

    MainWindow &m_window;
    QFormLayout *m_form;
    QComboBox *m_language, *m_theme;
    QSpinBox *m_threads;
    QVector<Folder> m_folders;
    QLabel *m_library;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
