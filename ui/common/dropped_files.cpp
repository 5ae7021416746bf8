#include "ui/common/dropped_files.h"

#include "importing/file_name.h"

namespace touchstone::ui {

QStringList droppedPaths(const QList<QUrl> &urls)
{
    QStringList paths;
    for (const QUrl &url : urls) {
        if (!url.isLocalFile()) {
            continue;
        }
        const QByteArray encoded = url.path(QUrl::FullyEncoded).toLatin1();
        paths.append(url.host().isEmpty() ? importing::textOf(
                             QByteArray::fromPercentEncoding(encoded).toStdString())
                                          : url.toLocalFile());
    }
    return paths;
}

}  // namespace touchstone::ui
