-- What was imported. Facts are only added: a newer text of a paper supersedes the older row, and
-- undoing an import deletes exactly its rows and takes the supersession back.

CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL                     -- ISO 8601, UTC
);

-- A file, byte for byte.
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,         -- 64 hex digits, of the bytes before compression
    encoding TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes BLOB NOT NULL                  -- zlib, as qCompress writes it
);

CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,      -- generated_at, or "r-" and 12 hex digits of the source
    generated_at TEXT NOT NULL           -- ISO 8601, local time as written; '' when missing
);

-- One import of one report. A report that was generated again has several editions.
CREATE TABLE edition (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES report(id),
    import_id INTEGER NOT NULL REFERENCES import(id),
    source_id INTEGER NOT NULL REFERENCES source(id),
    source_name TEXT NOT NULL,
    title TEXT NOT NULL,
    stated_count INTEGER NOT NULL,
    warnings TEXT NOT NULL               -- JSON
);
CREATE INDEX edition_report ON edition(report_id);
CREATE INDEX edition_import ON edition(import_id);
CREATE INDEX edition_source ON edition(source_id);

-- paper.* below the line is derived from appearances, decisions and runs, for lists that sort fast.
CREATE TABLE paper (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,      -- "p-" and 12 hex digits
    ---
    title TEXT NOT NULL DEFAULT '',
    short_name TEXT NOT NULL DEFAULT '',
    techniques TEXT NOT NULL DEFAULT '', -- ids, separated by spaces
    report TEXT NOT NULL DEFAULT '',     -- date of the newest appearance
    position INTEGER NOT NULL DEFAULT 0, -- number in that report
    claim_count INTEGER NOT NULL DEFAULT 0,
    best_claimed REAL,
    measured REAL,
    grade INTEGER                        -- 0 same quantity ... 3 not measurable
);

-- A paper as one edition gives it.
CREATE TABLE appearance (
    id INTEGER PRIMARY KEY,
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    report_id INTEGER NOT NULL REFERENCES report(id),
    edition_id INTEGER NOT NULL REFERENCES edition(id),
    superseded_by INTEGER REFERENCES appearance(id),  -- NULL: current
    position INTEGER NOT NULL,
    title_hash INTEGER NOT NULL,         -- 64 bits of SHA-256 of the title key; 0 without a title
    text_hash BLOB NOT NULL,
    raw_title TEXT NOT NULL,
    title TEXT NOT NULL,
    short_name TEXT NOT NULL,
    raw_institutions TEXT NOT NULL,
    institutions TEXT NOT NULL,          -- JSON array
    author_count INTEGER NOT NULL,
    brief TEXT NOT NULL,
    abstract TEXT NOT NULL,
    has_abstract INTEGER NOT NULL,
    code_url TEXT NOT NULL,
    techniques TEXT NOT NULL,            -- as classified, separated by spaces
    claims TEXT NOT NULL,                -- JSON array, as extracted
    places TEXT NOT NULL                 -- lines of title, institutions, brief, abstract
);
CREATE INDEX appearance_paper ON appearance(paper_id);
CREATE INDEX appearance_place ON appearance(report_id, position);
CREATE INDEX appearance_edition ON appearance(edition_id);
CREATE INDEX appearance_superseded ON appearance(superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX appearance_title ON appearance(title_hash) WHERE title_hash <> 0;
CREATE INDEX appearance_code ON appearance(code_url) WHERE code_url <> '';

-- Which paper a claim id belongs to: the current appearances' claims.
CREATE TABLE claim (
    public_id TEXT PRIMARY KEY,
    paper_id INTEGER NOT NULL
) WITHOUT ROWID;

-- A person's decisions. They name papers and claims by their public ids and are never deleted, so
-- that they hold again when an import is undone and repeated.
CREATE TABLE claim_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim TEXT NOT NULL,
    at TEXT NOT NULL,
    action TEXT NOT NULL,                -- confirmed, edited, rejected, extracted, undone
    before TEXT NOT NULL,                -- JSON of the claim
    after TEXT NOT NULL,
    undoes INTEGER REFERENCES claim_change(id)
);
CREATE INDEX claim_change_claim ON claim_change(claim);
CREATE TABLE technique_choice (
    paper TEXT NOT NULL,
    technique TEXT NOT NULL,
    chosen INTEGER NOT NULL,             -- 1 added, 0 removed
    at TEXT NOT NULL,
    PRIMARY KEY (paper, technique)
) WITHOUT ROWID;

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
