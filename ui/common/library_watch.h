// Notices when another process changes the library: the command line imports or measures while the
// window is open.
#pragma once

#include "store/store.h"

#include <QTimer>

#include <memory>

namespace touchstone::ui {

class LibraryWatch : public QObject {
    Q_OBJECT
public:
    explicit LibraryWatch(QString databasePath, QObject *parent = nullptr);

    // What was written until now is known: a change of the window's own.
    void expected();
    // Asks the file at once; otherwise it is asked every two seconds while the program is active.
    void look();

Q_SIGNALS:
    void changedElsewhere();

private:
    std::optional<qint64> version();

    QString m_path;
    std::unique_ptr<store::Store> m_store;  // none as long as there is no library
    std::optional<qint64> m_known;
    QTimer m_timer;
};

}  // namespace touchstone::ui
