-- The digests whose pages stand on the web, where their moderators agreed. No row: they do not, and
-- an address of before is dead for good.

CREATE TABLE digest_addresses (
    digest_id INTEGER PRIMARY KEY REFERENCES digests (id) ON DELETE CASCADE,
    token     TEXT    NOT NULL UNIQUE,       -- in the address; whoever has it reads the pages
    indexed   INTEGER NOT NULL DEFAULT 0 CHECK (indexed IN (0, 1)),  -- 1: search engines may
    made_at   INTEGER NOT NULL
) STRICT;
