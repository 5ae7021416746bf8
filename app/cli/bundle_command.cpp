#include "cli/commands.h"

#include <QFile>

namespace touchstone::cli {

namespace {

Result<QByteArray> readWhole(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unreadable, "{0}: {1}", "{0}：{1}", path.toStdString(),
                    file.errorString().toStdString());
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return fail(ErrorCode::Unreadable, "{0}: {1}", "{0}：{1}", path.toStdString(),
                    file.errorString().toStdString());
    }
    return bytes;
}

int importBundle(const std::string &name, const Context &context)
{
    const auto json = readWhole(QString::fromStdString(name));
    if (!json) {
        return context.failed(json.error());
    }
    const auto store = context.openStore(store::OpenMode::ReadWrite);
    if (!store) {
        return context.failed(store.error());
    }
    const auto added = (*store)->addBundle(*json);
    if (!added) {
        Error error = added.error();
        error.message = text("{0}: {1}", "{0}：{2}", name, error.message.en, error.message.zh);
        return context.failed(error);
    }
    if (context.json) {
        context.printJson({{QStringLiteral("added"), added->added},
                           {QStringLiteral("already_there"), added->alreadyThere}});
    } else {
        context.print(
                QString::fromStdString(context.say(text("{0}: {1} runs added, {2} already there",
                                                        "{0}：新增 {1} 条运行记录，{2} 条已存在",
                                                        name, added->added, added->alreadyThere)))
                + QLatin1Char('\n'));
    }
    return Done;
}

int exportBundle(const std::string &name, const Context &context)
{
    const auto store = context.openStore(store::OpenMode::ReadOnly);
    if (!store) {
        return context.failed(store.error());
    }
    const auto json = (*store)->exportBundle();
    if (!json) {
        return context.failed(json.error());
    }
    const auto written = writeFile(QString::fromStdString(name), *json);
    return written ? int(Done) : context.failed(written.error());
}

}  // namespace

void addBundle(const Parser &parser)
{
    CLI::App *command =
            parser.command("bundle", {"Bring results of another machine in, or take them out",
                                      "导入其他机器的测量结果，或导出结果"});
    command->require_subcommand(1);
    const auto file = std::make_shared<std::string>();
    Context &context = parser.context;
    int &exitCode = parser.exitCode;
    CLI::App *in = command->add_subcommand(
            "import", parser.say("merge a bundle into the library", "将结果包并入文献库"));
    in->add_option("file", *file, "touchstone-bundle/1")->required();
    in->callback([file, &context, &exitCode] { exitCode = importBundle(*file, context); });
    CLI::App *out = command->add_subcommand(
            "export", parser.say("write all runs as a bundle", "将全部运行记录写为结果包"));
    out->add_option("file", *file, "touchstone-bundle/1")->required();
    out->callback([file, &context, &exitCode] { exitCode = exportBundle(*file, context); });
    command->fallthrough();
    in->fallthrough();
    out->fallthrough();
}

}  // namespace touchstone::cli
