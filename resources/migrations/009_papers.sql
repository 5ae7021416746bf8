-- How a paper is cited, as imports give it, and what a person says of it.
ALTER TABLE appearance ADD COLUMN doi TEXT NOT NULL DEFAULT '';
ALTER TABLE appearance ADD COLUMN arxiv TEXT NOT NULL DEFAULT '';
ALTER TABLE appearance ADD COLUMN year INTEGER NOT NULL DEFAULT 0;     -- 0: not known
ALTER TABLE appearance ADD COLUMN venue TEXT NOT NULL DEFAULT '';

-- Of a person, by the public id of the paper; kept when an import is undone, like all decisions.
CREATE TABLE paper_edit (
    paper TEXT NOT NULL,
    field TEXT NOT NULL,                 -- doi, arxiv, year, venue, code, note
    value TEXT NOT NULL,                 -- in place of what the imports say; '' takes it away
    at TEXT NOT NULL,
    PRIMARY KEY (paper, field)
) WITHOUT ROWID;
CREATE TABLE paper_tag (
    paper TEXT NOT NULL,
    tag TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (paper, tag)
) WITHOUT ROWID;

-- Derived, for lists.
ALTER TABLE paper ADD COLUMN year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE paper ADD COLUMN venue TEXT NOT NULL DEFAULT '';
ALTER TABLE paper ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';         -- JSON array

-- Its records have room for more facets now; store/open.cpp fills it again after this file.
DELETE FROM facet_column;
