-- The documents of one counter, addressed by what they contain. Never edited once released.

CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

CREATE TABLE document (
    key INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes BLOB NOT NULL
) STRICT;

-- Up to which key orphans were looked for: opening looks only at what came after.
CREATE TABLE sweep (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key INTEGER NOT NULL
) STRICT;
INSERT INTO sweep (id, key) VALUES (1, 0);
