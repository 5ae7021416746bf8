-- The facts of a machine as a file tells them stay with that file's runs: machine has those that this
-- library's own runs took, and those of before this schema.

CREATE TABLE imported_facts (
    machine TEXT NOT NULL REFERENCES machine(public_id),
    sha256 TEXT NOT NULL,                -- of the file
    at TEXT NOT NULL,                    -- as in machine
    facts TEXT NOT NULL,
    environment TEXT NOT NULL,
    probes TEXT NOT NULL,
    certificate TEXT NOT NULL,
    PRIMARY KEY (machine, sha256)
) WITHOUT ROWID;
-- Of the file that the run came from; '' when this library measured it.
ALTER TABLE run ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
-- 1: its figures do not follow from its samples, or another tool took them (measure/results/trust.h).
ALTER TABLE run ADD COLUMN mistrusted INTEGER NOT NULL DEFAULT 0;

-- A report that holds one title thousands of times, or a paper of thousands of texts: what an import
-- asks of each text must not read all the others.
CREATE INDEX appearance_text ON appearance(paper_id, text_hash);
CREATE INDEX appearance_current ON appearance(paper_id, edition_id) WHERE superseded_by IS NULL;
