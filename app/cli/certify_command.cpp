#include "cli/commands.h"
#include "measure/bench_client.h"

namespace touchstone::cli {

namespace {

QString percent(double share)
{
    return QString::number(share * 100, 'f', 1);
}

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
        context.printJson({{QStringLiteral("at"), QString::fromStdString(certificate->at)},
                           {QStringLiteral("trials"), certificate->trials},
                           {QStringLiteral("false_positive_rate"), certificate->falsePositiveRate},
                           {QStringLiteral("false_positive_high"), certificate->falsePositiveHigh},
                           {QStringLiteral("floor"), certificate->floor},
                           {QStringLiteral("median_half_width"), certificate->medianHalfWidth},
                           {QStringLiteral("detected_share"), certificate->detectedShare}});
        return Done;
    }
    const Text summary = text(
            "A/A: {0} % called different in {1} trials (95 % bound {2} %); floor {3} %; "
            "median half-width {4} %; an injected 1.05x was found in {5} %\n",
            "A/A：{1} 次试验中有 {0}% 被判为不同（95% 上界 {2}%）；下限 {3}%；半宽中位数 {4}%；"
            "注入的 1.05 倍差异检出率 {5}%\n",
            percent(certificate->falsePositiveRate).toStdString(), certificate->trials,
            percent(certificate->falsePositiveHigh).toStdString(),
            percent(certificate->floor).toStdString(),
            percent(certificate->medianHalfWidth).toStdString(),
            percent(certificate->detectedShare).toStdString());
    context.print(QString::fromStdString(context.say(summary)));
    return Done;
}

}  // namespace

void addCertify(const Parser &parser)
{
    const auto quick = std::make_shared<bool>(false);
    CLI::App *command =
            parser.command("certify", {"The A/A certificate of this machine (about 2 minutes)",
                                       "本机的 A/A 证书（约 2 分钟）"});
    command->add_flag("--quick", *quick, parser.say("about 20 seconds", "约 20 秒"));
    Context &context = parser.context;
    int &exitCode = parser.exitCode;
    command->callback([quick, &context, &exitCode] { exitCode = runCertify(*quick, context); });
}

}  // namespace touchstone::cli
