-- What was measured, merged from bundles of any machine.
CREATE TABLE machine (
    public_id TEXT PRIMARY KEY,
    at TEXT NOT NULL,                    -- when the facts below were taken; ISO 8601, UTC
    machine TEXT NOT NULL,               -- JSON objects of the bundle
    environment TEXT NOT NULL,
    probes TEXT NOT NULL,
    certificate TEXT NOT NULL            -- '' without one
) WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL,
    machine TEXT NOT NULL REFERENCES machine(public_id),
    kernel TEXT NOT NULL,
    preset TEXT NOT NULL,
    device TEXT NOT NULL,
    threads INTEGER NOT NULL,
    status TEXT NOT NULL,
    at TEXT NOT NULL,
    result BLOB NOT NULL,                -- JSON of the whole result, zlib
    UNIQUE (public_id, machine)
);
CREATE INDEX run_kernel ON run(kernel, at);
CREATE INDEX run_machine ON run(machine, at);

-- Which kernels speak for a paper (kernels.json), with the newest measured ratio.
CREATE TABLE paper_kernel (
    paper_id INTEGER NOT NULL,
    kernel TEXT NOT NULL,
    grade INTEGER,
    measured REAL,
    measured_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (paper_id, kernel)
) WITHOUT ROWID;
CREATE INDEX paper_kernel_kernel ON paper_kernel(kernel);
