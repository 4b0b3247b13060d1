-- Files of feeds that are brought in step by step: each entry is a row with a due time.

CREATE TABLE imports (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: old answers' buttons carry it
    guild_id      INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    channel_id    INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
                  -- for folders without a channel of their own, and where the end is told
    file_guild_id INTEGER,                   -- the server that our own file was made of; NULL: another's
    settings      TEXT    NOT NULL,          -- JSON object: what the file says of the server
    left_out      TEXT    NOT NULL,          -- JSON array: what was no feed
    dropped       INTEGER NOT NULL,          -- settings of feeds that cannot be kept here
    state         TEXT    NOT NULL DEFAULT 'draft'
                  CHECK (state IN ('draft', 'running', 'stopped', 'done')),
    created_at    INTEGER NOT NULL,
    done_at       INTEGER                    -- NULL: not yet
) STRICT;
CREATE INDEX imports_of_guild ON imports (guild_id, id);
CREATE UNIQUE INDEX imports_running ON imports (guild_id) WHERE state = 'running';

CREATE TABLE import_folders (
    import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL,             -- in the file
    name       TEXT    NOT NULL,
    file_id    INTEGER,                      -- the channel that it was; NULL: a folder of another's
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,  -- what it becomes
    settings   TEXT    NOT NULL,             -- JSON object: what the file says of the channel
    digests    TEXT    NOT NULL,             -- JSON array of {settings, feeds}
    PRIMARY KEY (import_id, place)
) STRICT, WITHOUT ROWID;

-- waiting -> followed | known | over | unreachable; a claim pushes due_at forward.
CREATE TABLE import_feeds (
    id        INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,              -- of its folder
    url       TEXT    NOT NULL,
    host      TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    site_url  TEXT,
    settings  TEXT    NOT NULL,              -- JSON object
    state     TEXT    NOT NULL DEFAULT 'waiting'
              CHECK (state IN ('waiting', 'followed', 'known', 'over', 'unreachable')),
    cause     TEXT,                          -- why it is unreachable; NULL: it is not
    attempts  INTEGER NOT NULL DEFAULT 0,
    due_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX import_feeds_of_import ON import_feeds (import_id, state);
CREATE INDEX import_feeds_due ON import_feeds (due_at) WHERE state = 'waiting';
