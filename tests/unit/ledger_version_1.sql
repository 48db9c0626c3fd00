-- A ledger as version 1 made it.
BEGIN;
PRAGMA application_id = 1112490834;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    file INTEGER NOT NULL,                  -- the name that stands for these bytes; other names are duplicates of it
    state TEXT NOT NULL DEFAULT 'seen',
    claimed INTEGER,                        -- the last run in which it was handed out to be sent
    service TEXT,                           -- to which it was last sent
    task_id TEXT,
    submitted_at TEXT,                      -- UTC, ISO 8601
    attempts INTEGER NOT NULL DEFAULT 0,    -- submissions accepted, or maybe accepted
    possibly_paid INTEGER NOT NULL DEFAULT 0, -- of these, how many got no answer
    failures INTEGER NOT NULL DEFAULT 0,    -- lines with status failed since the last success or `failed retry`
    retryable INTEGER NOT NULL DEFAULT 0,   -- of the last failure
    dismissed INTEGER NOT NULL DEFAULT 0    -- a person has said that this failure is settled
);
-- Used by queries that repeat its condition word by word; a million completed documents are not looked at.
CREATE INDEX documents_without_result ON documents (state) WHERE state <> 'completed';

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    document INTEGER,                       -- NULL when its bytes were never read
    status TEXT,                            -- of its last line, as long as that line is about its present bytes
    code TEXT,                              -- error code of that line
    retryable INTEGER NOT NULL DEFAULT 0,   -- these two count for files without a document
    dismissed INTEGER NOT NULL DEFAULT 0,
    duplicate_of INTEGER,                   -- the file that its line, if that is a duplicate's, points at
    line INTEGER,                           -- its last line
    run INTEGER                             -- in which that line was made
);
CREATE INDEX files_of_documents ON files (document);
CREATE INDEX files_without_result ON files (status) WHERE status IN ('failed', 'rejected');

CREATE TABLE lines (
    number INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    document INTEGER,
    line BLOB NOT NULL
);
CREATE INDEX lines_of_documents ON lines (document);

CREATE TABLE places (
    last_line INTEGER PRIMARY KEY,
    output_bytes INTEGER NOT NULL,          -- where that line ends; those before it, back to the row before, touch it
    base INTEGER NOT NULL DEFAULT 0         -- 1: lines up to here are in no known place (the output was replaced)
);

CREATE TABLE runs (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, service TEXT NOT NULL);
CREATE TABLE calls (
    run INTEGER NOT NULL, month TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (run, month, kind)
) WITHOUT ROWID;
CREATE TABLE memory (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
COMMIT;
