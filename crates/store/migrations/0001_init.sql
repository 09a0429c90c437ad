-- The store of one counter. The tables before the line are the effect of the journal and can be made
-- again from it (all but `seal_secret`). Never edited once released.

CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY CHECK (seq >= 1),
    epoch INTEGER NOT NULL CHECK (epoch >= 1),
    counter TEXT NOT NULL,
    -- Milliseconds since 1970, here and in every other `at` and `as_of`.
    at INTEGER NOT NULL,
    operator TEXT NOT NULL,
    kind TEXT NOT NULL,
    body BLOB NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32)
) STRICT;
-- The latest instant is asked before each act (a clock that went back), days by the register.
CREATE INDEX journal_at ON journal (at);

CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    comune TEXT NOT NULL,
    belfiore TEXT NOT NULL,
    name TEXT NOT NULL,
    province TEXT NOT NULL,
    counter TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body BLOB NOT NULL
) STRICT;

CREATE TABLE operator (
    login TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE number_series (
    kind TEXT NOT NULL,
    -- The counter had another number before it enrolled.
    counter TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (kind, counter, year)
) STRICT, WITHOUT ROWID;

-- The epochs that began after the first, and from which entry on each is sent.
CREATE TABLE epoch (
    epoch INTEGER PRIMARY KEY CHECK (epoch >= 2),
    fork INTEGER NOT NULL CHECK (fork >= 1),
    seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT;

-- Numbers that were given by acts this journal lost. They are not given again.
CREATE TABLE number_gap (
    kind TEXT NOT NULL,
    counter TEXT NOT NULL,
    year INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    -- The entry that says so.
    seq INTEGER NOT NULL REFERENCES journal (seq),
    PRIMARY KEY (kind, counter, year, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    number TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- Codes separated by commas.
    kinds TEXT NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    subject_name TEXT NOT NULL,
    subject_codice_fiscale TEXT,
    issued_on TEXT NOT NULL,
    at INTEGER NOT NULL,
    operator TEXT NOT NULL,
    fee INTEGER NOT NULL,
    stamp_duty INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- What the filter of the register looks into, in lower case and without accents.
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('issued', 'voided')),
    void_reason TEXT,
    reprints INTEGER NOT NULL DEFAULT 0 CHECK (reprints >= 0),
    -- The code printed for who has no phone.
    code TEXT,
    -- Who signed the document, in their order, a line each; NULL where nobody did.
    signers TEXT,
    timestamped INTEGER NOT NULL DEFAULT 0 CHECK (timestamped IN (0, 1)),
    CHECK ((state = 'voided') = (void_reason IS NOT NULL))
) STRICT;
-- A citizen's page lists the certificates already issued to them.
CREATE INDEX certificate_subject ON certificate (subject);

CREATE TABLE contrassegno (
    number TEXT PRIMARY KEY,
    certificate TEXT NOT NULL REFERENCES certificate (number)
) STRICT, WITHOUT ROWID;

-- Keys whose seals are trusted: of this counter and of others.
CREATE TABLE seal_key (
    kid TEXT PRIMARY KEY CHECK (length(kid) = 11),
    jwk TEXT NOT NULL,
    -- The entry that added it: the latest own one seals.
    seq INTEGER NOT NULL REFERENCES journal (seq),
    revoked_on TEXT,
    compromised INTEGER CHECK (compromised IN (0, 1)),
    CHECK ((revoked_on IS NULL) = (compromised IS NULL))
) STRICT, WITHOUT ROWID;

-- The private halves of this counter's own keys. Not in the journal: it travels.
CREATE TABLE seal_secret (
    kid TEXT PRIMARY KEY REFERENCES seal_key (kid),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_use (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    -- The first entry that names the document.
    seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_log (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    residents INTEGER NOT NULL
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- What comes from elsewhere: the registry, and the exchange with the centre.

-- The centre this counter belongs to, and the key with which it speaks. Not in the journal: it travels.
CREATE TABLE centre (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Its key for answers, a compressed point.
    key BLOB NOT NULL CHECK (length(key) = 33),
    -- The certificate (DER) of the authority that vouches for its server.
    authority BLOB NOT NULL,
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    revoked_at INTEGER
) STRICT;

-- An enrolment that was asked for and not answered yet: asked again, it must be the same request.
CREATE TABLE enrolment (
    code BLOB PRIMARY KEY CHECK (length(code) = 32),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    nonce BLOB NOT NULL CHECK (length(nonce) = 16)
) STRICT, WITHOUT ROWID;

-- How far the exchange has come. One row, there from the start.
CREATE TABLE exchange (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Entries up to here are with the centre, by its signed word.
    acked INTEGER NOT NULL,
    -- Rows of the feed up to here are applied.
    cursor INTEGER NOT NULL,
    -- When both sides last had all of each other.
    aligned_at INTEGER
) STRICT;
INSERT INTO exchange (id, acked, cursor) VALUES (1, 0, 0);

-- The centre's signed answers, by the last entry they are for.
CREATE TABLE receipt (
    upto INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- Acts of this counter that did not simply go in: contested, or set aside.
CREATE TABLE exception (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    outcome BLOB NOT NULL
) STRICT;

-- Ordinary protocol numbers given to acts of this counter.
CREATE TABLE protocol_number (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    number TEXT NOT NULL
) STRICT;

-- Acts of the other counters of the comune, and own ones that were lost here.
CREATE TABLE foreign_entry (
    counter TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    -- Its place in the feed.
    row INTEGER NOT NULL UNIQUE,
    bytes BLOB NOT NULL,
    PRIMARY KEY (counter, epoch, seq)
) STRICT;

-- Rows of the feed that this program has no use for: a later one may.
CREATE TABLE feed_row (
    row INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    item BLOB NOT NULL
) STRICT;

-- The state of the registry, whether it came from a file or from the centre.
CREATE TABLE registry_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    as_of INTEGER NOT NULL,
    residents INTEGER NOT NULL
) STRICT;

-- What search reads of each person at opening. The whole card is in `person_body`, so that
-- opening decrypts a tenth of the registry's pages and not all of them.
CREATE TABLE person (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    codice_fiscale TEXT,
    surname TEXT,
    name TEXT,
    birth_date TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('resident', 'aire', 'dead', 'emigrated', 'cancelled')),
    street TEXT,
    house_number TEXT,
    household BLOB CHECK (length(household) = 16),
    household_number TEXT
) STRICT;
-- Indexes and not constraints, so that a first import can make them after the rows.
CREATE UNIQUE INDEX person_id ON person (id);
CREATE INDEX person_codice_fiscale ON person (codice_fiscale);
CREATE INDEX person_household ON person (household);

CREATE TABLE person_body (
    person INTEGER PRIMARY KEY REFERENCES person (key),
    body BLOB NOT NULL
) STRICT;

CREATE TABLE household (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    number TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
