// The block that vLLM and SGLang print, alone or inside a log, a README or an issue:
//   ============ Serving Benchmark Result ============
//   Mean TTFT (ms):                          215.50
#include "exchange/foreign_formats.h"
#include "exchange/nearby_label.h"

#include <QRegularExpression>

#include <utility>

namespace touchstone::exchange {

namespace {

// The key of the JSON output for a printed label; "" for one that is not known.
QString keyOf(const QString &label)
{
    static const QHash<QString, QString> keys{
            {QStringLiteral("successful requests"), QStringLiteral("completed")},
            {QStringLiteral("failed requests"), QStringLiteral("failed")},
            {QStringLiteral("backend"), QStringLiteral("backend")},
            {QStringLiteral("model"), QStringLiteral("model_id")},
            {QStringLiteral("traffic request rate"), QStringLiteral("request_rate")},
            {QStringLiteral("request rate configured (rps)"), QStringLiteral("request_rate")},
            {QStringLiteral("max request concurrency"), QStringLiteral("max_concurrency")},
            {QStringLiteral("maximum request concurrency"), QStringLiteral("max_concurrency")},
            {QStringLiteral("benchmark duration (s)"), QStringLiteral("duration")},
            {QStringLiteral("total input tokens"), QStringLiteral("total_input_tokens")},
            {QStringLiteral("total generated tokens"), QStringLiteral("total_output_tokens")},
            {QStringLiteral("request throughput (req/s)"), QStringLiteral("request_throughput")},
            {QStringLiteral("input token throughput (tok/s)"), QStringLiteral("input_throughput")},
            {QStringLiteral("output token throughput (tok/s)"),
             QStringLiteral("output_throughput")},
            {QStringLiteral("total token throughput (tok/s)"),
             QStringLiteral("total_token_throughput")}};
    static const QRegularExpression latency(QStringLiteral(
            "^(mean|median|std|p\\d+(?:\\.\\d+)?) (ttft|tpot|itl|e2el|e2e latency) \\(ms\\)$"));
    const QString lower = label.toLower().simplified();
    const auto match = latency.match(lower);
    if (match.hasMatch()) {
        QString family = match.captured(2);
        return match.captured(1) + u'_' + family.replace(u' ', u'_') + QStringLiteral("_ms");
    }
    return keys.value(lower);
}

QJsonValue valueOf(QString text)
{
    bool isNumber = false;
    const double number = QString(text).remove(u',').toDouble(&isNumber);
    return isNumber ? QJsonValue(number) : QJsonValue(text);
}

// Counts that describe the run and are no figures of it.
bool isAside(const QString &label)
{
    static const QRegularExpression aside(
            QStringLiteral("^(peak|total|concurrency|accept length|max itl|burstiness|traffic)"),
            QRegularExpression::CaseInsensitiveOption);
    return aside.match(label).hasMatch();
}

bool isLoad(const QString &key)
{
    return key == QLatin1String("request_rate") || key == QLatin1String("max_concurrency");
}

struct Blocks {
    QJsonArray runs;
    QStringList leftOut;
};

Blocks blocksIn(const QString &text)
{
    static const QRegularExpression head(QStringLiteral("=+\\s*Serving Benchmark Result\\s*=+"));
    static const QRegularExpression pair(QStringLiteral("^([A-Za-z].*?):\\s+(\\S+)$"));
    Blocks blocks;
    std::optional<QJsonObject> run;
    QJsonObject load;  // vLLM prints it above the block
    QString label;
    const auto close = [&] {
        if (run && !run->isEmpty()) {
            run->insert(QStringLiteral("label"), label);
            blocks.runs.append(*run);
            label.clear();
        }
        run.reset();
    };
    for (const QStringView view : QStringView(text).split(u'\n')) {
        const QString line = view.trimmed().toString();
        if (head.match(line).hasMatch()) {
            close();
            run = std::exchange(load, {});
            continue;
        }
        const auto match = pair.match(line);
        const bool ends = line.size() > 10 && line.count(u'=') == line.size();
        if (!run || ends) {
            close();
            const QString key = keyOf(match.captured(1));
            if (isLoad(key)) {
                load.insert(key, valueOf(match.captured(2)));
            }
            const QString named = labelIn(line);
            label = named.isEmpty() ? label : named;
            continue;
        }
        if (!match.hasMatch()) {
            continue;
        }
        const QString key = keyOf(match.captured(1));
        if (!key.isEmpty()) {
            run->insert(key, valueOf(match.captured(2)));
        } else if (!isAside(match.captured(1)) && !blocks.leftOut.contains(match.captured(1))) {
            blocks.leftOut << match.captured(1);
        }
    }
    close();
    if (blocks.runs.size() == 1) {  // nothing to be told apart from
        QJsonObject only = blocks.runs.first().toObject();
        only.remove(QStringLiteral("label"));
        blocks.runs = QJsonArray{only};
    }
    return blocks;
}

}  // namespace

Read readServingPrint(const QString &text)
{
    if (!text.contains(QLatin1String("Serving Benchmark Result"))) {
        return std::nullopt;
    }
    const Blocks blocks = blocksIn(text);
    if (blocks.runs.isEmpty()) {
        return std::nullopt;
    }
    Read read = readServing(QJsonDocument(blocks.runs));
    if (!read) {
        return fail(ErrorCode::Invalid,
                    "\"Serving Benchmark Result\" without throughput and latencies in ms",
                    "“Serving Benchmark Result”中没有吞吐量和以毫秒计的延迟");
    }
    if (*read && !blocks.leftOut.isEmpty()) {
        EntryList list((*read)->results.front());
        for (const QString &label : blocks.leftOut) {
            list.leaveOut(label.toStdString(), "not known");
        }
    }
    return read;
}

}  // namespace touchstone::exchange
