#include "exchange/claim_table.h"

#include "exchange/bibliography_export.h"
#include "importing/claims/claims.h"
#include "importing/decode.h"
#include "importing/formats.h"
#include "importing/importer.h"
#include "library/claim_factor.h"
#include "library/title_key.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace touchstone::exchange {

namespace {

QString cellOf(const CsvRow &row, const ClaimMapping &mapping, ClaimField field)
{
    const int column = mapping[std::size_t(field)];
    return column < 0 ? QString() : row.cells.value(column).simplified();
}

// The sign that separates most cells of the first line.
QChar separatorOf(const QString &text)
{
    const QString first = text.section(u'\n', 0, 0);
    const std::array<QChar, 3> signs{u',', u';', u'\t'};
    return *std::max_element(signs.begin(), signs.end(),
                             [&](QChar a, QChar b) { return first.count(a) < first.count(b); });
}

const Metric *metricOf(const QString &word)
{
    for (const Metric &metric : Vocabulary::bundled().metrics()) {
        const auto is = [&](const std::string &name) {
            return word.compare(QString::fromStdString(name), Qt::CaseInsensitive) == 0;
        };
        if (word.compare(metric.id, Qt::CaseInsensitive) == 0 || is(metric.name.en)
            || is(metric.name.zh)) {
            return &metric;
        }
    }
    return nullptr;
}

// "2.5", "2.5x", "1.4-2.4×", "40 %", "830 MB".
struct Figure {
    double value = 0;
    std::optional<double> high;
    QString unit;
};
std::optional<Figure> figureOf(const QString &cell)
{
    static const QRegularExpression pattern(QStringLiteral(
            "^[~≈约]?\\s*(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
            "(?:\\s*[x×倍%]?\\s*[-–~至]\\s*(\\d+(?:\\.\\d+)?))?\\s*([^\\d\\s].*)?$"));
    // "1,000" has thousands, "2,5" a decimal comma.
    static const QRegularExpression thousands(QStringLiteral("(?<=\\d),(?=\\d{3}(?!\\d))"));
    const QString plain = QString(cell).remove(thousands).replace(u',', u'.');
    const auto match = pattern.match(plain);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    Figure figure{match.captured(1).toDouble(), {}, match.captured(3).trimmed()};
    if (!match.captured(2).isEmpty()) {
        figure.high = match.captured(2).toDouble();
    }
    // "1e999" is a number by its form.
    const bool finite =
            std::isfinite(figure.value) && std::isfinite(figure.high.value_or(figure.value));
    return finite ? std::optional(figure) : std::nullopt;
}

ClaimKind kindOf(const QString &unit)
{
    static const QStringList times{QStringLiteral("x"), QStringLiteral("X"), QStringLiteral("×"),
                                   QStringLiteral("倍"), QString()};
    return times.contains(unit)               ? ClaimKind::Ratio
           : unit == QLatin1String("%")       ? ClaimKind::PercentChange
           : unit == QLatin1String("pp")      ? ClaimKind::PercentagePoints
           : unit == QStringLiteral("百分点") ? ClaimKind::PercentagePoints
                                              : ClaimKind::Absolute;
}

// What the importer would read in the sentence; the one with this metric first.
std::optional<Claim> readIn(const QString &sentence, const QString &metric)
{
    const TextField field = importing::isChinese(sentence) ? TextField::Brief : TextField::Abstract;
    const QVector<Claim> found = importing::claimsInQuote(sentence, field, Vocabulary::bundled());
    const auto same = std::find_if(found.begin(), found.end(), [&](const Claim &claim) {
        return metric.isEmpty() || claim.metric == metric;
    });
    return same == found.end() ? std::nullopt : std::optional(*same);
}

tl::unexpected<Error> noMetric(const QString &word)
{
    return fail(ErrorCode::Invalid, "no metric \"{0}\"", "没有指标“{0}”", word.toStdString());
}

tl::unexpected<Error> noValue(const QString &word)
{
    return fail(ErrorCode::Invalid, "\"{0}\" is no value", "“{0}”不是数值", word.toStdString());
}

// The figures that the row gives go before those that are read in its sentence.
Result<Claim> claimOf(const CsvRow &row, const ClaimMapping &mapping)
{
    const QString sentence = cellOf(row, mapping, ClaimField::Sentence);
    const QString metricWord = cellOf(row, mapping, ClaimField::Metric);
    const QString valueWord = cellOf(row, mapping, ClaimField::Value);
    const Metric *metric = metricOf(metricWord);
    if (!metric && !metricWord.isEmpty()) {
        return noMetric(metricWord);
    }
    const std::optional<Claim> read = readIn(sentence, metric ? metric->id : QString());
    if (valueWord.isEmpty() && !read) {
        return fail(ErrorCode::Invalid, "neither a value nor a sentence with a figure",
                    "既无数值，句中也没有可读出的数值");
    }
    if (valueWord.isEmpty()) {
        return *read;
    }
    const std::optional<Figure> figure = figureOf(valueWord);
    if (!figure) {
        return noValue(valueWord);
    }
    if (read && read->value == figure->value && read->valueHigh == figure->high) {
        return *read;  // with its direction and qualifier
    }
    if (!metric) {
        return fail(ErrorCode::Invalid, "the row names no metric", "该行没有指标");
    }
    const QString unit = cellOf(row, mapping, ClaimField::Unit);
    Claim claim;
    claim.metric = metric->id;
    claim.value = figure->value;
    claim.valueHigh = figure->high;
    claim.unit = figure->unit.isEmpty() ? unit : figure->unit;
    claim.kind = kindOf(claim.unit);
    claim.unit = claim.kind == ClaimKind::Ratio ? QStringLiteral("x") : claim.unit;
    // A ratio and a change are printed as gains; an absolute figure is what its metric is.
    claim.direction = claim.kind == ClaimKind::Absolute && !metric->higherBetter
                              ? Direction::LowerBetter
                              : Direction::HigherBetter;
    claim.normalised = factorFromFigures(claim, metric);
    return claim;
}

// The place of the sentence in the texts of the paper; without a length where they do not hold it.
ClaimSource sourceIn(const QString &sentence, const ReportPaper &paper)
{
    for (const TextField field : {TextField::Abstract, TextField::Brief}) {
        const QString &text = field == TextField::Abstract ? paper.abstract : paper.brief;
        const qsizetype start = text.indexOf(sentence);
        if (start >= 0) {
            return {field, start, sentence.size(), sentence};
        }
    }
    return {TextField::Abstract, 0, 0, sentence};
}

class PaperFinder {
public:
    explicit PaperFinder(const store::Store &store) : m_store(store) {}

    QString idOf(const QString &written)
    {
        const auto known = m_ids.constFind(written);
        return known != m_ids.constEnd() ? *known : *m_ids.insert(written, find(written));
    }

private:
    QString find(const QString &written) const
    {
        if (written.isEmpty()) {
            return {};
        }
        if (m_store.rowIdOf(written)) {
            return written;
        }
        const auto byTitle = m_store.byTitleKey(titleKey(written), {});
        return byTitle ? byTitle->id : byShortName(written);
    }

    // Only where one paper alone is called so.
    QString byShortName(const QString &written) const
    {
        store::PaperQuery query;
        query.search = u'"' + QString(written).remove(u'"') + u'"';
        const auto ids = m_store.paperIds(query);
        const auto rows = ids ? m_store.paperRows(*ids) : Result<QVector<store::PaperRow>>();
        QString found;
        for (const store::PaperRow &row : rows ? *rows : QVector<store::PaperRow>()) {
            if (row.shortName.compare(written, Qt::CaseInsensitive) == 0) {
                if (!found.isEmpty()) {
                    return {};
                }
                found = row.id;
            }
        }
        return found;
    }

    const store::Store &m_store;
    QHash<QString, QString> m_ids;
};

// Papers with nothing but their title, as a bibliography of the missing ones.
Result<int> addMissing(store::Store &store, const QVector<TableClaim> &claims, const QString &name,
                       const std::stop_token &stop)
{
    LibraryReport missing;
    QSet<QString> seen;
    for (const TableClaim &row : claims) {
        const QString key = titleKey(row.paper);
        if (row.paperId.isEmpty() && !row.problem && !key.isEmpty() && !seen.contains(key)) {
            seen.insert(key);
            ReportPaper paper;
            paper.title = row.paper;
            missing.papers.append({QStringLiteral("paper-%1").arg(seen.size()), paper});
        }
    }
    if (missing.papers.isEmpty()) {
        return 0;
    }
    auto reports = importing::readReports(bibtex({missing}), name, stop);
    if (!reports) {
        return passOn(reports.error());
    }
    QVector<ImportPlan> plans;
    for (Report &report : *reports) {
        plans.append(importing::planImport(std::move(report), store));
    }
    const auto applied = store.apply(plans, stop);
    if (!applied) {
        return passOn(applied.error());
    }
    int added = 0;
    for (const store::ImportedFile &file : applied->files) {
        added += file.newPapers;
    }
    return added;
}

// One row after the other; a row that gives no claim is counted.
Result<> addRows(store::Store &store, const QVector<TableClaim> &claims, AddedClaims &out,
                 const std::stop_token &stop, const store::Store::Progress &progress)
{
    for (qsizetype i = 0; i < claims.size(); ++i) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        const TableClaim &row = claims[i];
        if (row.problem || !store.rowIdOf(row.paperId)) {
            ++out.leftOut;
            continue;
        }
        const auto added = addClaim(store, row);
        if (!added && added.error().code != ErrorCode::Usage) {
            return passOn(added.error());
        }
        ++(added ? out.added : out.alreadyThere);
        if (progress) {
            progress(int(i) + 1, int(claims.size()));
        }
    }
    return {};
}

}  // namespace

Result<ClaimTable> readClaimTable(const QByteArray &bytes, const QString &name)
{
    importing::WarningList warnings;
    const auto decoded = importing::decode(bytes, name, warnings);
    if (!decoded) {
        return passOn(decoded.error());
    }
    const QString text =
            QString::fromUtf8(decoded->utf8).replace(QLatin1String("\r\n"), QLatin1String("\n"));
    std::vector<CsvRow> rows = csvRows(text, separatorOf(text));
    if (rows.size() < 2 || rows.front().cells.size() < 2) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: no table with a line of column names and rows of two columns or more",
                    "{0}：不是表格：应有一行列名和至少两列的数据行", name.toStdString());
    }
    ClaimTable table{name, rows.front().cells, {}};
    table.rows.assign(rows.begin() + 1, rows.end());
    return table;
}

ClaimMapping guessedMapping(const ClaimTable &table)
{
    static const std::array<QStringList, claimFieldCount> names{{
            {QStringLiteral("title"), QStringLiteral("paper"), QStringLiteral("论文"),
             QStringLiteral("标题")},
            {QStringLiteral("sentence"), QStringLiteral("quote"), QStringLiteral("claim"),
             QStringLiteral("text"), QStringLiteral("原文"), QStringLiteral("论断"),
             QStringLiteral("句")},
            {QStringLiteral("metric"), QStringLiteral("指标")},
            {QStringLiteral("value"), QStringLiteral("figure"), QStringLiteral("数值"),
             QStringLiteral("值")},
            {QStringLiteral("unit"), QStringLiteral("单位")},
            {QStringLiteral("baseline"), QStringLiteral("compared"), QStringLiteral("基线"),
             QStringLiteral("对比")},
            {QStringLiteral("setting"), QStringLiteral("condition"), QStringLiteral("设置"),
             QStringLiteral("条件")},
    }};
    ClaimMapping mapping;
    mapping.fill(-1);
    QSet<int> taken;
    for (std::size_t field = 0; field < claimFieldCount; ++field) {
        for (const QString &word : names[field]) {
            for (int column = 0; column < table.columns.size() && mapping[field] < 0; ++column) {
                if (!taken.contains(column)
                    && table.columns[column].contains(word, Qt::CaseInsensitive)) {
                    mapping[field] = column;
                    taken.insert(column);
                }
            }
        }
    }
    return mapping;
}

QVector<TableClaim> claimsOf(const ClaimTable &table, const ClaimMapping &mapping,
                             const store::Store &store)
{
    PaperFinder papers(store);
    QVector<TableClaim> all;
    for (const CsvRow &row : table.rows) {
        TableClaim out;
        out.line = row.line;
        out.paper = cellOf(row, mapping, ClaimField::Paper);
        out.paperId = papers.idOf(out.paper);
        const auto claim = claimOf(row, mapping);
        if (out.paper.isEmpty()) {
            out.problem = Text{"the row names no paper", "该行没有论文"};
        } else if (!claim) {
            out.problem = claim.error().message;
        } else {
            out.claim = *claim;
            const QString sentence = cellOf(row, mapping, ClaimField::Sentence);
            // A row without a sentence is quoted as it was entered.
            out.claim.sources = {{TextField::Abstract, 0, 0,
                                  sentence.isEmpty()
                                          ? cellOf(row, mapping, ClaimField::Metric) + u' '
                                                    + cellOf(row, mapping, ClaimField::Value)
                                          : sentence}};
            out.claim.baseline = cellOf(row, mapping, ClaimField::Baseline);
            out.claim.setting = cellOf(row, mapping, ClaimField::Setting);
        }
        all.append(out);
    }
    return all;
}

Result<QString> addClaim(store::Store &store, const TableClaim &row)
{
    if (row.problem) {
        return tl::unexpected<Error>(Error{ErrorCode::Invalid, *row.problem});
    }
    const auto paper = store.paper(row.paperId);
    if (!paper) {
        return passOn(paper.error());
    }
    Claim claim = row.claim;
    claim.sources = {sourceIn(claim.sources.first().quote, paper->paper)};
    return store.addClaim(row.paperId, claim);
}

Result<Claim> withFigures(const Claim &claim, const FigureWords &words)
{
    Claim edited = claim;
    if (!words.metric.isEmpty()) {
        const Metric *metric = metricOf(words.metric);
        if (!metric) {
            return noMetric(words.metric);
        }
        edited.metric = metric->id;
    }
    if (!words.value.isEmpty()) {
        const std::optional<Figure> figure = figureOf(words.value);
        if (!figure) {
            return noValue(words.value);
        }
        edited.value = figure->value;
        edited.valueHigh = figure->high;
        edited.unit = figure->unit.isEmpty() ? edited.unit : figure->unit;
    }
    edited.unit = words.unit.isEmpty() ? edited.unit : words.unit;
    if (edited.unit != claim.unit) {
        edited.kind = kindOf(edited.unit);
    }
    edited.baseline = words.baseline.isEmpty() ? edited.baseline : words.baseline;
    edited.setting = words.setting.isEmpty() ? edited.setting : words.setting;
    return editedClaim(claim, std::move(edited));
}

Result<AddedClaims> addClaims(store::Store &store, const ClaimTable &table,
                              const ClaimMapping &mapping, bool addPapers,
                              const std::stop_token &stop, const store::Store::Progress &progress)
{
    AddedClaims out;
    const auto done = store.together(
            [&]() -> Result<> {
                if (addPapers) {
                    const auto added =
                            addMissing(store, claimsOf(table, mapping, store), table.name, stop);
                    if (!added) {
                        return passOn(added.error());
                    }
                    out.newPapers = *added;
                }
                return addRows(store, claimsOf(table, mapping, store), out, stop, progress);
            },
            stop);
    if (!done) {
        return passOn(done.error());
    }
    return out;
}

}  // namespace touchstone::exchange
