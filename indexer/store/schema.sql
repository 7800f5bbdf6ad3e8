-- The record. There is no status column: every status is computed from events and effects.
-- Days are ISO texts; lists are JSON texts; what came from a source names its sha256 and the draft's place in it.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE sources (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  size INTEGER NOT NULL,
  stamp TEXT NOT NULL,          -- of the readers and parsers that read it
  code TEXT NOT NULL,           -- why it was rejected; empty when it was read
  message TEXT NOT NULL,
  revision INTEGER NOT NULL
) WITHOUT ROWID;

-- Where a source was found: one source may have several names, a name may change its source.
CREATE TABLE places (
  path TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX places_by_source ON places (sha256);

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  number TEXT NOT NULL,         -- canonical
  number_raw TEXT NOT NULL,
  index_number TEXT NOT NULL,
  issued TEXT,
  subjects TEXT NOT NULL,
  interpretation TEXT NOT NULL, -- JSON of Interpretation, or empty
  revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_title ON documents (title_key);
CREATE INDEX documents_by_number ON documents (number);
CREATE INDEX documents_by_issued ON documents (issued);

CREATE TABLE issuers (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  region TEXT NOT NULL,
  PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE INDEX issuers_by_name ON issuers (name);

CREATE TABLE versions (
  key INTEGER PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  dated TEXT,
  since TEXT,
  until TEXT,
  articles INTEGER NOT NULL
);
CREATE INDEX versions_by_document ON versions (document);

-- The files that carry a version's text; the one of the highest rank gave the provisions.
CREATE TABLE texts (
  source TEXT NOT NULL REFERENCES sources (sha256),
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  digest TEXT NOT NULL,
  cover INTEGER,                -- the draft of the same source that carries this one
  title TEXT NOT NULL,
  attachments TEXT NOT NULL,
  PRIMARY KEY (source, draft)
) WITHOUT ROWID;
CREATE INDEX texts_by_version ON texts (version);
CREATE INDEX texts_by_document ON texts (document);

CREATE TABLE provisions (
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,     -- reading order
  depth INTEGER NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  rows TEXT NOT NULL,           -- JSON of a table's cells, or empty
  PRIMARY KEY (version, ordinal)
) WITHOUT ROWID;
-- Finds an article without reading the text before it; a record made before it was there only answers more slowly.
CREATE INDEX provisions_by_path ON provisions (version, path);

CREATE TABLE events (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  day TEXT,
  effective TEXT,
  until TEXT,
  body BLOB NOT NULL            -- the whole ValidityEvent, MessagePack
);
CREATE INDEX events_by_document ON events (document);
CREATE INDEX events_by_source ON events (source);

-- What a document does to others, as it names them; which document is meant is worked out when it is asked.
CREATE TABLE effects (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  target_key TEXT NOT NULL,
  target_number TEXT NOT NULL,
  body BLOB NOT NULL            -- the whole Effect, MessagePack
);
CREATE INDEX effects_by_target ON effects (target_key);
CREATE INDEX effects_by_number ON effects (target_number);
CREATE INDEX effects_by_document ON effects (document);
CREATE INDEX effects_by_source ON effects (source);

CREATE TABLE citations (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  target_key TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX citations_by_document ON citations (document);
CREATE INDEX citations_by_target ON citations (target_key);
CREATE INDEX citations_by_source ON citations (source);

CREATE TABLE facts (
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (source, draft, ordinal)
) WITHOUT ROWID;
CREATE INDEX facts_by_document ON facts (document);

-- What readers and parsers were unsure of. ``draft`` is -1 for the source as a whole.
CREATE TABLE remarks (
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (source, draft, ordinal)
) WITHOUT ROWID;

CREATE TABLE claims (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (document, source, name)
) WITHOUT ROWID;

-- Documents that may be one and were not merged on a guess.
CREATE TABLE ambiguities (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  other TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (document, other)
) WITHOUT ROWID;

-- Every change of a document, so that an index or a downloader can catch up.
CREATE TABLE changes (
  revision INTEGER NOT NULL,
  document TEXT NOT NULL,
  what TEXT NOT NULL,           -- added, changed, withdrawn
  PRIMARY KEY (revision, document)
) WITHOUT ROWID;
