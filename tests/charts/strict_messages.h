// Any Qt warning fails the test that caused it.
#pragma once

#include <QTest>

namespace touchstone::samples {

inline void failOnMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtDebugMsg || type == QtInfoMsg) {
        return;
    }
    QTest::qFail(qPrintable(QStringLiteral("Qt message: ") + message), __FILE__, __LINE__);
}

}  // namespace touchstone::samples
