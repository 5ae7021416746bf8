#include "ui/common/recent_libraries.h"

#include <QFileInfo>
#include <QSettings>

namespace touchstone::ui {

namespace {
const QString key = QStringLiteral("libraries/recent");
constexpr int remembered = 8;
}  // namespace

QStringList recentLibraries(const QSettings &settings)
{
    return settings.value(key).toStringList();
}

void rememberLibrary(QSettings &settings, const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList all = recentLibraries(settings);
    all.removeAll(absolute);
    all.prepend(absolute);
    settings.setValue(key, QStringList(all.mid(0, remembered)));
}

}  // namespace touchstone::ui
