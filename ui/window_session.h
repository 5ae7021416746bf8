// One window after the other, each on a library of its own: another library is opened by a new
// window in the place of the old one, so that nothing of the old library is left in it.
#pragma once

#include "ui/main_window.h"

#include <memory>

namespace touchstone::ui {

class WindowSession : public QObject {
    Q_OBJECT
public:
    // Without a library in the options: the one that was open last, or the default one.
    explicit WindowSession(const WindowOptions &options, QObject *parent = nullptr);
    ~WindowSession() override;

    MainWindow *window() const { return m_window.get(); }
    // backup: a file that takes the place of the library's contents first; "" = none. False when
    // measurements run and the person keeps them.
    bool open(const QString &libraryPath, const QString &backup = {});

private:
    void show();

    WindowOptions m_options;
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace touchstone::ui
