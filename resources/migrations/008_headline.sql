-- What a list says of a paper: the claim that it is known for, and whether it holds here. Derived like
-- the other columns of paper; filled by store/open.cpp after this file. measured and grade become those
-- of the same claim.
ALTER TABLE paper ADD COLUMN headline_en TEXT NOT NULL DEFAULT '';   -- "up to 2.5× speedup"
ALTER TABLE paper ADD COLUMN headline_zh TEXT NOT NULL DEFAULT '';
ALTER TABLE paper ADD COLUMN headline_flags TEXT NOT NULL DEFAULT ''; -- undecided ones, by spaces
ALTER TABLE paper ADD COLUMN headline_metric TEXT NOT NULL DEFAULT '';
ALTER TABLE paper ADD COLUMN headline_group INTEGER;                  -- 0 speed, 1 others; NULL: no factor
ALTER TABLE paper ADD COLUMN headline_factor REAL;
ALTER TABLE paper ADD COLUMN difference TEXT NOT NULL DEFAULT '';     -- "+0.4 %" of a quality metric
ALTER TABLE paper ADD COLUMN upper_limit REAL;
ALTER TABLE paper ADD COLUMN outcome INTEGER;                         -- compare::Outcome; NULL: no claim
ALTER TABLE paper ADD COLUMN testable INTEGER NOT NULL DEFAULT 0;     -- claims that a kernel answers
ALTER TABLE paper ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;     -- of these, with a figure

DROP INDEX paper_claimed;
CREATE INDEX paper_headline ON paper(headline_group, headline_metric, headline_factor, id);
CREATE INDEX paper_limit ON paper(upper_limit, id);
CREATE INDEX paper_outcome ON paper(outcome, id);

-- The figures of a kernel were a second rule beside that of the comparison.
ALTER TABLE paper_kernel DROP COLUMN grade;
ALTER TABLE paper_kernel DROP COLUMN measured;
ALTER TABLE paper_kernel DROP COLUMN measured_at;

-- Claims that a person added: figures as in claim_change, and the words of the paper that they were
-- taken from. Kept when an import is undone, like all decisions.
CREATE TABLE hand_claim (
    public_id TEXT PRIMARY KEY,
    paper TEXT NOT NULL,                 -- public id
    at TEXT NOT NULL,
    figures TEXT NOT NULL,               -- JSON of the claim without its sources
    field TEXT NOT NULL,                 -- abstract or brief
    quote TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX hand_claim_paper ON hand_claim(paper);
