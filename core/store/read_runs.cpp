// Runs as they are listed and compared: rows alone, no samples.
#include "store/run_rows.h"
#include "store/run_values.h"

namespace touchstone::store {

namespace {

using measure::KernelResult;

// ?1 kernel, ?2 machine, ?3 device, ?4 preset; an empty one takes all.
const char *const chosen = "(?1 = '' OR kernel = ?1) AND (?2 = '' OR machine = ?2) "
                           "AND (?3 = '' OR device = ?3) AND (?4 = '' OR preset = ?4)";

// One run with a wrong clock would be the newest of all for years.
const std::string inFuture = "at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 day')";

void mistrustFuture(KernelResult &result)
{
    if (!mistrustOf(result)) {
        measure::mistrust(result, {"its date lies in the future: a clock was wrong",
                                   "日期是将来的时间：时钟有误"});
    }
}

std::string selectRuns(const std::string &columns, const RunQuery &query)
{
    const std::string newest = " ORDER BY at DESC, id DESC";
    if (!query.comparedOnly) {
        return "SELECT " + columns + " FROM run WHERE " + chosen + newest;
    }
    // Of runs that hold the same figures the newest usable, the newest noisy one and the newest of
    // the others: measure::ratioFor() would choose none of the rest.
    return "SELECT " + columns
           + " FROM (SELECT *, row_number() OVER (PARTITION BY kernel, machine, device, preset, "
             "threads, content, iif(verified, status, ''), fault_en, mistrusted, "
           + inFuture + " ORDER BY at DESC, id DESC) AS place FROM run WHERE " + chosen
           + ") WHERE place = 1 OR pinned OR fault_en <> ''" + newest;
}

std::string textOf(const Query &row, int column)
{
    return std::string(row.view(column));
}

measure::VerificationResult verificationFrom(const Query &row, int first)
{
    measure::VerificationResult out;
    out.passed = row.integer(first) != 0;
    out.shapes = int(row.integer(first + 1));
    out.seeds = int(row.integer(first + 2));
    out.maxError = row.real(first + 3);
    out.tolerance = row.real(first + 4);
    out.message = textOf(row, first + 5);
    return out;
}

const std::string resultColumns =
        "id, public_id, machine, at, pinned, fault_en, fault_zh, kernel, preset, device, "
        "device_name, kernel_version, threads, status, message, plan, verified, verified_shapes, "
        "verified_seeds, max_error, tolerance, verification_message, "
        + inFuture;

// A word that this version does not know makes the run unreadable, not the library.
Result<StoredRun> runFrom(const Query &row)
{
    const auto status = measure::runStatusFromWord(row.view(13));
    if (!status) {
        return fail(ErrorCode::Corrupt, "status: is no known status", "status：不是已知的状态");
    }
    StoredRun run{row.text(1), row.text(2), row.text(3), row.integer(4) != 0, {}};
    KernelResult &result = run.result;
    result.runId = textOf(row, 1);
    result.startedAt = textOf(row, 3);
    result.kernel = textOf(row, 7);
    result.preset = textOf(row, 8);
    result.device = textOf(row, 9);
    result.deviceName = textOf(row, 10);
    result.kernelVersion = int(row.integer(11));
    result.threads = int(row.integer(12));
    result.status = *status;
    result.message = textOf(row, 14);
    result.plan = ValueReader::texts(row.view(15));
    result.verification = verificationFrom(row, 16);
    if (row.integer(22) != 0) {
        mistrustFuture(result);
    }
    return run;
}

// The figures of one run after the other, with statements and parsed texts kept.
class FigureReader {
public:
    explicit FigureReader(Connection &connection)
        : m_variants(connection,
                     "SELECT id, role, operation, shape_group, shape, sizes, median_ns, "
                     "median_low_ns, median_high_ns, flops, bytes, peak_share, weak_baseline, "
                     "arithmetic "
                     "FROM run_variant WHERE run_id = ? ORDER BY position"),
          m_ratios(connection,
                   "SELECT baseline, technique, quantity, operation, shape_group, shape, sizes, "
                   "evidence, at, ratio, low, high, floor, rounds, kept, workers, upper_limit, "
                   "verdict FROM run_ratio WHERE run_id = ? ORDER BY position"),
          m_quality(connection, "SELECT metric, variant, value, low, high, unit, at, per_seed, "
                                "evidence FROM run_quality WHERE run_id = ? ORDER BY position")
    {
    }

    Result<> read(qint64 run, KernelResult &result)
    {
        readVariants(run, result);
        const bool known = readRatios(run, result) && readQuality(run, result);
        if (!known) {
            return fail(ErrorCode::Corrupt, "verdict or evidence: is no known word",
                        "verdict 或 evidence：不是已知的词");
        }
        return {};
    }

private:
    void readVariants(qint64 run, KernelResult &result)
    {
        Query &row = m_variants;
        row.bindAll(run);
        while (row.next()) {
            measure::VariantResult v;
            v.id = textOf(row, 0);
            v.role = textOf(row, 1);
            v.operation = textOf(row, 2);
            v.group = textOf(row, 3);
            v.shape = textOf(row, 4);
            v.sizes = m_values.sizes(row.view(5));
            v.medianNs = row.real(6);
            v.medianLowNs = row.real(7);
            v.medianHighNs = row.real(8);
            v.flops = row.real(9);
            v.bytes = row.real(10);
            v.peakShare = row.real(11);
            v.weakBaseline = row.integer(12) != 0;
            v.arithmetic = textOf(row, 13);
            result.variants.push_back(std::move(v));
        }
        row.reset();
    }
    bool readRatios(qint64 run, KernelResult &result)
    {
        Query &row = m_ratios;
        row.bindAll(run);
        bool known = true;
        while (row.next()) {
            measure::RatioResult r;
            r.baseline = textOf(row, 0);
            r.technique = textOf(row, 1);
            r.quantity = textOf(row, 2);
            r.operation = textOf(row, 3);
            r.group = textOf(row, 4);
            r.shape = textOf(row, 5);
            r.sizes = m_values.sizes(row.view(6));
            const auto evidence = measure::evidenceFromWord(row.view(7));
            r.at = m_values.parameters(row.view(8));
            r.ratio = row.real(9);
            r.low = row.real(10);
            r.high = row.real(11);
            r.floor = row.real(12);
            r.rounds = int(row.integer(13));
            r.kept = int(row.integer(14));
            r.workers = int(row.integer(15));
            r.limit = row.optionalReal(16);
            const auto verdict = measure::ratioVerdictFromWord(row.view(17));
            known = known && evidence && verdict;
            r.evidence = evidence.value_or(r.evidence);
            r.verdict = verdict.value_or(r.verdict);
            result.ratios.push_back(std::move(r));
        }
        row.reset();
        return known;
    }
    bool readQuality(qint64 run, KernelResult &result)
    {
        Query &row = m_quality;
        row.bindAll(run);
        bool known = true;
        while (row.next()) {
            measure::QualityResult q;
            q.metric = textOf(row, 0);
            q.variant = textOf(row, 1);
            q.value = row.real(2);
            q.low = row.optionalReal(3);
            q.high = row.optionalReal(4);
            q.unit = textOf(row, 5);
            q.at = m_values.parameters(row.view(6));
            q.perSeed = ValueReader::numbers(row.view(7));
            const auto evidence = measure::evidenceFromWord(row.view(8));
            known = known && evidence;
            q.evidence = evidence.value_or(q.evidence);
            result.quality.push_back(std::move(q));
        }
        row.reset();
        return known;
    }

    Query m_variants, m_ratios, m_quality;
    ValueReader m_values;
};

}  // namespace

StoredResults readResults(Connection &connection, const RunQuery &query)
{
    Query rows(connection, selectRuns(resultColumns, query));
    rows.bindAll(query.kernel, query.machine, query.device, query.preset);
    FigureReader figures(connection);
    StoredResults out;
    const auto bad = [&](const Text &reason) {
        out.bad.append({rows.text(1), rows.text(2), rows.text(7), rows.text(3), reason});
    };
    while (rows.next()) {
        if (const QString fault = rows.text(5); !fault.isEmpty()) {
            bad({fault.toStdString(), textOf(rows, 6)});
            continue;
        }
        auto run = runFrom(rows);
        const auto read =
                run ? figures.read(rows.integer(0), run->result) : Result<>(passOn(run.error()));
        if (read) {
            out.runs.append(std::move(*run));
        } else {
            bad(read.error().message);
        }
    }
    return out;
}

QVector<RunRow> readRunRows(Connection &connection, const RunQuery &query)
{
    Query rows(
            connection,
            selectRuns("public_id, machine, kernel, preset, device, status, at, threads, pinned, "
                       "fault_en, fault_zh, plan, "
                               + inFuture,
                       query));
    rows.bindAll(query.kernel, query.machine, query.device, query.preset);
    QVector<RunRow> runs;
    while (rows.next()) {
        RunRow run{rows.text(0), rows.text(1), rows.text(2), rows.text(3),
                   rows.text(4), rows.text(5), rows.text(6), int(rows.integer(7)),
                   {},           {},           {},           {}};
        run.pinned = rows.integer(8) != 0;
        run.fault = {textOf(rows, 9), textOf(rows, 10)};
        KernelResult marked;
        marked.plan = ValueReader::texts(rows.view(11));
        if (rows.integer(12) != 0) {
            mistrustFuture(marked);
        }
        run.mistrust = mistrustOf(marked);
        run.origin = originOf(marked);
        runs.append(run);
    }
    return runs;
}

}  // namespace touchstone::store
