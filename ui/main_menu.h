// The menu bar: every action of the window once, with its shortcut.
#pragma once

#include "ui/common/translated.h"

#include <QMenuBar>
#include <QVector>

#include <functional>

class QAction;

namespace touchstone::ui {

class LibraryMenu;
class MainWindow;
class ReportAction;

class MainMenu : public Translated<QMenuBar> {
    Q_OBJECT
public:
    explicit MainMenu(MainWindow &window);
    void updateEnabled();

protected:
    void retranslateUi() override;

private:
    enum Menu { File, View, Measure, Help, MenuCount };
    QAction *add(Menu menu, const QString &name, const QKeySequence &shortcut,
                 std::function<void()> chosen);
    void addFile();
    void addReport();
    void addView();
    void addMeasure();
    void addHelp();
    void about();
    void explain(const QString &topic = {});  // as Workspace::helpWanted; "" = all
    void setText(const QString &name, const QString &text);

    MainWindow &m_window;
    QVector<QMenu *> m_menus;
    LibraryMenu *m_libraries = nullptr;
    ReportAction *m_report = nullptr;
};

}  // namespace touchstone::ui
