-- Derived from the tables of 001 and always rebuildable.

CREATE INDEX paper_newest ON paper(report DESC, position, id);
CREATE INDEX paper_title ON paper(title COLLATE NOCASE, id);
CREATE INDEX paper_claimed ON paper(best_claimed, id);
CREATE INDEX paper_measured ON paper(measured, id);
CREATE INDEX paper_grade ON paper(grade, id);

-- Tokens come from store/search_text.cpp: lower case, CJK runs as overlapping pairs. Without content
-- of its own the index takes a third of the space; the texts stand in appearance.
CREATE VIRTUAL TABLE paper_text USING fts5(
    title, brief, abstract, institutions,
    content='', prefix='3', tokenize="unicode61 remove_diacritics 2"
);

-- Values of all facets; facet: see store/facet_columns.h.
CREATE TABLE facet_value (
    id INTEGER PRIMARY KEY,
    facet INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (facet, value)
);
-- The facet values of 256 papers a row, packed (store/facet_columns.h): counting every facet of a
-- million papers reads a few thousand rows instead of many millions of links.
CREATE TABLE facet_column (
    chunk INTEGER PRIMARY KEY,           -- paper.id / 256
    papers BLOB NOT NULL
);

-- The smallest hashes of an abstract's word groups: texts that share one may be the same.
CREATE TABLE abstract_sketch (
    hash INTEGER NOT NULL,
    paper_id INTEGER NOT NULL,
    PRIMARY KEY (hash, paper_id)
) WITHOUT ROWID;
