// Any Qt warning fails the test that caused it.
#pragma once

#include <QTest>

namespace touchstone::samples {

inline void failOnMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    // The offscreen platform prints this for every tooltip.
    const bool platform = message.startsWith(QStringLiteral("This plugin does not support"));
    if (platform || type == QtDebugMsg || type == QtInfoMsg) {
        return;
    }
    QTest::qFail(qPrintable(QStringLiteral("Qt message: ") + message), __FILE__, __LINE__);
}

}  // namespace touchstone::samples
