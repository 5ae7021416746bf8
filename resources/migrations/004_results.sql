-- What a run measured, in rows, so that a comparison reads no samples. The whole result with its
-- samples stays compressed in run_result. The rows of runs that are older than this schema are
-- filled in by store/run_rows.cpp right after this file.

CREATE TABLE run_result (
    run_id INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    result BLOB NOT NULL                 -- JSON of the whole result, zlib
);
INSERT INTO run_result SELECT id, result FROM run;
ALTER TABLE run DROP COLUMN result;

-- 1: stands beside its claims before every other run; a person's decision.
ALTER TABLE run ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
-- Which figures the run holds: runs with the same value can replace each other. NULL: not read yet.
ALTER TABLE run ADD COLUMN content TEXT;
-- Why the result cannot be read, in both languages; '' when it can. Such a run has no rows below.
ALTER TABLE run ADD COLUMN fault_en TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN fault_zh TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN kernel_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE run ADD COLUMN device_name TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';          -- JSON object of strings
ALTER TABLE run ADD COLUMN verified INTEGER NOT NULL DEFAULT 0;      -- verification.passed
ALTER TABLE run ADD COLUMN verified_shapes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN verified_seeds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN max_error REAL NOT NULL DEFAULT 0;        -- may be infinite
ALTER TABLE run ADD COLUMN tolerance REAL NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN verification_message TEXT NOT NULL DEFAULT '';

-- sizes and at: JSON, [["tokens",64],...] in order; evidence and verdict: words of the bundle.
CREATE TABLE run_variant (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- in the result
    id TEXT NOT NULL,
    role TEXT NOT NULL,
    operation TEXT NOT NULL,
    shape_group TEXT NOT NULL,
    shape TEXT NOT NULL,
    sizes TEXT NOT NULL,
    median_ns REAL NOT NULL,
    median_low_ns REAL NOT NULL,
    median_high_ns REAL NOT NULL,
    flops REAL NOT NULL,
    bytes REAL NOT NULL,
    peak_share REAL NOT NULL,
    weak_baseline INTEGER NOT NULL,
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;

CREATE TABLE run_ratio (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    baseline TEXT NOT NULL,
    technique TEXT NOT NULL,
    quantity TEXT NOT NULL,
    operation TEXT NOT NULL,
    shape_group TEXT NOT NULL,
    shape TEXT NOT NULL,                 -- '' = geometric mean
    sizes TEXT NOT NULL,
    evidence TEXT NOT NULL,
    at TEXT NOT NULL,
    ratio REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    floor REAL NOT NULL,
    rounds INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    workers INTEGER NOT NULL,
    upper_limit REAL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;

CREATE TABLE run_quality (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    metric TEXT NOT NULL,
    variant TEXT NOT NULL,
    value REAL NOT NULL,
    low REAL,
    high REAL,
    unit TEXT NOT NULL,
    at TEXT NOT NULL,
    per_seed TEXT NOT NULL,              -- JSON array of numbers
    evidence TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;
