-- The store of one counter. Every table but `person`, `person_body`, `household` and `seal_secret`
-- is the effect of the journal and can be made again from it. Never edited once released.

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
    year INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (kind, year)
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
