#include "ui/common/file_links.h"

#include "ui/common/widgets.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace touchstone::ui {

bool openFile(const QString &path)
{
    return QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath()));
}

bool showInFolder(const QString &path)
{
    return QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

namespace {

void orSay(MessageStrip &message, bool opened, const QString &path)
{
    if (!opened) {
        message.showWarning(text("{0}: the desktop has no program for it",
                                 "{0}：桌面没有可用的程序", path.toStdString()));
    }
}

}  // namespace

void showWritten(MessageStrip &message, const QString &path)
{
    message.showInfo(text("Written: {0}", "已写入：{0}", path.toStdString()));
    message.offer(
            {"Open", "打开"}, [&message, path] { orSay(message, openFile(path), path); },
            QStringLiteral("openFile"));
    message.offer(
            {"Show in folder", "在文件夹中显示"},
            [&message, path] { orSay(message, showInFolder(path), path); },
            QStringLiteral("showInFolder"));
}

}  // namespace touchstone::ui
