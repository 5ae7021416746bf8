#include "charts/export_parts.h"

#include "charts/chart_text.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace touchstone::ui {

compare::ChartTable tableIn(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const auto shown = [&style](const QVector<Text> &texts) {
        QVector<Text> out;
        for (const Text &text : texts) {
            const std::string cell = shownText(text, style).toStdString();
            out.append({cell, cell});
        }
        return out;
    };
    compare::ChartTable table;
    table.columns = shown(spec.table.columns);
    for (const auto &row : spec.table.rows) {
        table.rows.append(shown(row));
    }
    return table;
}

Result<> writeWhole(const QString &path, const QByteArray &bytes)
{
    const QFileInfo target(path);
    const std::string name = path.toStdString();
    if (target.isDir()) {
        return fail(ErrorCode::Unwritable, "{0} is a folder; name a file in it",
                    "{0} 是文件夹；请指定其中的文件", name);
    }
    if (!target.absoluteDir().exists()) {
        return fail(ErrorCode::Unwritable, "{0}: the folder {1} does not exist",
                    "{0}：文件夹 {1} 不存在", name, target.absolutePath().toStdString());
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return fail(ErrorCode::Unwritable, "{0}: cannot be written ({1})", "{0}：无法写入（{1}）",
                    name, file.errorString().toStdString());
    }
    if (file.write(bytes) != bytes.size() || !file.commit()) {
        return fail(ErrorCode::DiskFull, "{0}: writing failed ({1}); an older file is untouched",
                    "{0}：写入失败（{1}）；原有文件未受影响", name,
                    file.errorString().toStdString());
    }
    return {};
}

}  // namespace touchstone::ui
