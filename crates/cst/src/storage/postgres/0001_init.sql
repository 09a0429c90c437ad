-- What the centre keeps in PostgreSQL. The comune is the first column of every key, and every statement of the
-- program but one (the list of comuni) names it, so that rows can be spread by it (docs/SCALE.md). Never
-- edited once released. Instants are milliseconds since 1970.
--
-- Texts compare byte by byte ("C"), so that no upgrade of the system's collations makes an index wrong, and so that
-- both stores have one order. Epochs and numbers are 64 bits wide: a counter chooses them.

-- The row of a comune is also its lock: who writes anything of it holds that row.
CREATE TABLE comune (
    comune TEXT COLLATE "C" PRIMARY KEY,
    -- False while the row is there only to be locked.
    known BOOLEAN NOT NULL DEFAULT FALSE,
    feed_last BIGINT NOT NULL DEFAULT 0,
    protocol_year INTEGER NOT NULL DEFAULT 0,
    protocol_last BIGINT NOT NULL DEFAULT 0,
    as_of BIGINT,
    residents BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50); -- Each push changes the row: a new version finds room on its page.

CREATE TABLE counter (
    comune TEXT COLLATE "C" NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    key BYTEA NOT NULL,
    kid TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    contested BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    last_contact BIGINT,
    revoked_at BIGINT,
    program TEXT NOT NULL,
    head BYTEA NOT NULL,
    PRIMARY KEY (comune, counter),
    UNIQUE (comune, kid)
) WITH (fillfactor = 50);

CREATE TABLE enrolment_code (
    comune TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    expires_at BIGINT NOT NULL,
    nonce BYTEA,
    answer BYTEA,
    PRIMARY KEY (comune, digest)
);

CREATE TABLE branch (
    comune TEXT COLLATE "C" NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    start BIGINT NOT NULL,
    parent BIGINT,
    last BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (comune, counter, epoch)
) WITH (fillfactor = 50);

-- The journal as received: once, for ever.
CREATE TABLE entry (
    comune TEXT COLLATE "C" NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    received_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    bytes BYTEA NOT NULL,
    outcome BYTEA,
    PRIMARY KEY (comune, counter, epoch, seq)
) PARTITION BY HASH (comune);
-- The few that did not simply go in are asked for at each receipt.
CREATE INDEX entry_outcome ON entry (comune, counter, epoch, seq) WHERE outcome IS NOT NULL;

-- A key is the text's bytes: PostgreSQL's texts hold no NUL, and what a counter sends may. A long one is
-- cut, and ends with its digest.
CREATE TABLE claim (
    comune TEXT COLLATE "C" NOT NULL,
    key BYTEA NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (comune, key)
) PARTITION BY HASH (comune);

CREATE TABLE rejected_claim (
    comune TEXT COLLATE "C" NOT NULL,
    key BYTEA NOT NULL,
    PRIMARY KEY (comune, key)
);

-- An act has no item of its own: its bytes are in `entry`.
CREATE TABLE feed (
    comune TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    counter TEXT COLLATE "C",
    epoch BIGINT,
    entry BIGINT,
    item BYTEA,
    PRIMARY KEY (comune, seq),
    CHECK ((item IS NULL) = (entry IS NOT NULL))
) PARTITION BY HASH (comune);

CREATE TABLE protocol_number (
    comune TEXT COLLATE "C" NOT NULL,
    counter TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (comune, counter, epoch, seq),
    UNIQUE (comune, number)
) PARTITION BY HASH (comune);

-- The tables that grow with the acts. A fixed number of partitions: a new comune needs no DDL, and thousands of
-- comuni do not make thousands of tables for the planner to open.
DO $$
DECLARE
    grown TEXT;
BEGIN
    FOREACH grown IN ARRAY ARRAY['entry', 'claim', 'feed', 'protocol_number'] LOOP
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                           grown || '_' || part, grown, part);
        END LOOP;
    END LOOP;
END
$$;
