-- What the embedded store of the centre keeps. The comune is the first column of every key. Never edited
-- once released. Instants are milliseconds since 1970.

CREATE TABLE comune (
    comune TEXT PRIMARY KEY,
    feed_last INTEGER NOT NULL DEFAULT 0,
    protocol_year INTEGER NOT NULL DEFAULT 0,
    protocol_last INTEGER NOT NULL DEFAULT 0,
    as_of INTEGER,
    residents INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    comune TEXT NOT NULL,
    counter TEXT NOT NULL,
    key BLOB NOT NULL,
    kid TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    contested INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL,
    last_contact INTEGER,
    revoked_at INTEGER,
    program TEXT NOT NULL,
    head BLOB NOT NULL,
    PRIMARY KEY (comune, counter),
    UNIQUE (comune, kid)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_code (
    comune TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    expires_at INTEGER NOT NULL,
    nonce BLOB,
    answer BLOB,
    PRIMARY KEY (comune, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE branch (
    comune TEXT NOT NULL,
    counter TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    start INTEGER NOT NULL,
    parent INTEGER,
    last INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (comune, counter, epoch)
) STRICT, WITHOUT ROWID;

-- The journal as received: once, for ever.
CREATE TABLE entry (
    comune TEXT NOT NULL,
    counter TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    received_at INTEGER NOT NULL,
    outcome BLOB,
    -- A rowid table: these rows are long, and a tree of long rows is a slow one.
    PRIMARY KEY (comune, counter, epoch, seq)
) STRICT;
-- The few that did not simply go in are asked for at each receipt.
CREATE INDEX entry_outcome ON entry (comune, counter, epoch, seq) WHERE outcome IS NOT NULL;

CREATE TABLE claim (
    comune TEXT NOT NULL,
    key TEXT NOT NULL,
    counter TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (comune, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected_claim (
    comune TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (comune, key)
) STRICT, WITHOUT ROWID;

-- An act has no item of its own: its bytes are in `entry`.
CREATE TABLE feed (
    comune TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    item BLOB,
    counter TEXT,
    epoch INTEGER,
    entry INTEGER,
    PRIMARY KEY (comune, seq),
    CHECK ((item IS NULL) = (entry IS NOT NULL))
) STRICT;

CREATE TABLE protocol_number (
    comune TEXT NOT NULL,
    counter TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    number TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (comune, counter, epoch, seq),
    UNIQUE (comune, number)
) STRICT, WITHOUT ROWID;
