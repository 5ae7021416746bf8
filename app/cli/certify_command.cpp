#include "cli/commands.h"
#include "measure/bench_client.h"

#include <QJsonDocument>

namespace touchstone::cli {

namespace {

int runCertify(bool quick, const Context &context)
{
    const auto certificate = measure::certify(
            quick,
            [&context](const measure::BenchEvent &event) {
                context.progress(
                        text("{0}: {1} %", "{0}：{1}%", event.stage, int(event.fraction * 100)));
            },
            context.stop.get_token());
    context.endProgress();
    if (!certificate) {
        return context.failed(certificate.error());
    }
    if (context.json) {
        const std::string json = toJson(*certificate);
        context.printJson(QJsonDocument::fromJson(QByteArray::fromStdString(json)).object());
        return Done;
    }
    context.print(QString::fromStdString(context.say(certificateSentence(*certificate))) + u'\n');
    return Done;
}

}  // namespace

void addCertify(const Command &program)
{
    const auto quick = std::make_shared<bool>(false);
    const Command command =
            program.command("certify", {"The A/A certificate of this machine (about 2 minutes)",
                                        "本机的 A/A 证书（约 2 分钟）"});
    command.flag("--quick", *quick, {"about 20 seconds", "约 20 秒"});
    command.onRun([quick](Context &context) { return runCertify(*quick, context); });
}

}  // namespace touchstone::cli
