-- Instants are unix seconds, UTC. A claim pushes due_at forward by a lease; nothing else
-- says "in progress", so a row whose worker died falls due again.

CREATE TABLE meta (                -- small facts about this database, e.g. the commands' hash
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE guilds (
    id                INTEGER PRIMARY KEY,   -- snowflake
    name              TEXT    NOT NULL DEFAULT '',
    preferred_locale  TEXT,                  -- what Discord says of the server
    locale            TEXT,                  -- NULL: preferred_locale decides
    zone              TEXT,                  -- NULL: the operator's default
    notice_channel_id INTEGER,               -- NULL: nobody is told of failures
    same_story        INTEGER NOT NULL DEFAULT 1 CHECK (same_story IN (0, 1)),
    summary_llm       INTEGER NOT NULL DEFAULT 0 CHECK (summary_llm IN (0, 1)),
    gone_at           INTEGER                -- NULL: the bot is a member
) STRICT;

CREATE TABLE channels (
    id            INTEGER PRIMARY KEY,       -- snowflake; of a DM: the channel's, not the user's
    guild_id      INTEGER REFERENCES guilds (id) ON DELETE CASCADE,  -- NULL: a DM
    kind          TEXT    NOT NULL DEFAULT 'text'
                  CHECK (kind IN ('text', 'announcement', 'thread', 'forum', 'dm')),
    name          TEXT    NOT NULL DEFAULT '',
    locale        TEXT,                      -- NULL: as the guild
    zone          TEXT,                      -- NULL: as the guild
    same_story    INTEGER CHECK (same_story IN (0, 1)),  -- NULL: as the guild
    webhook_id    INTEGER,                   -- NULL: none made yet
    webhook_token TEXT,                      -- a secret
    blocked       TEXT,                      -- why posting is refused; NULL: it is not
    gone_at       INTEGER                    -- NULL: it exists
) STRICT;
CREATE INDEX channels_of_guild ON channels (guild_id);

CREATE TABLE hosts (                         -- manners are owed to hosts, not only to feeds
    name       TEXT PRIMARY KEY,
    wait_until INTEGER NOT NULL,             -- no request before
    failures   INTEGER NOT NULL DEFAULT 0    -- refusals (403, 429, 503) in a row
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
    id              INTEGER PRIMARY KEY,
    url             TEXT    NOT NULL UNIQUE,
    host            TEXT    NOT NULL DEFAULT '',  -- of url, for manners
    title           TEXT    NOT NULL DEFAULT '',
    site_url        TEXT,
    icon_url        TEXT,
    language        TEXT,
    etag            TEXT,                    -- byte for byte as it came; NULL: none given
    last_modified   TEXT,
    body_hash       BLOB,                    -- of the last body that parsed
    identity        TEXT,                    -- the choice made at the first poll, then frozen
    kind_rules      TEXT,                    -- NULL: the defaults
    full_text       INTEGER NOT NULL DEFAULT 0 CHECK (full_text IN (0, 1)),
    due_at          INTEGER NOT NULL,
    interval_s      INTEGER NOT NULL,
    rate            REAL    NOT NULL DEFAULT 0,  -- items a day, old ones fading
    failures        INTEGER NOT NULL DEFAULT 0,
    failing_since   INTEGER,                 -- NULL: the last poll was good
    error           TEXT,                    -- the cause of the last failure; NULL likewise
    first_polled_at INTEGER,                 -- NULL: never read yet
    last_polled_at  INTEGER,
    newest_item_at  INTEGER,                 -- the largest believed published_at
    moved_to        TEXT,                    -- a permanent redirect seen moved_seen times
    moved_seen      INTEGER NOT NULL DEFAULT 0,
    gone_seen       INTEGER NOT NULL DEFAULT 0,
    ended_at        INTEGER                  -- NULL: polled
) STRICT;
CREATE INDEX feeds_due ON feeds (due_at) WHERE ended_at IS NULL;

CREATE TABLE items (
    id             INTEGER PRIMARY KEY,
    feed_id        INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    guid           TEXT,
    link           TEXT,
    canonical_link TEXT,                     -- the same article in other feeds; NULL: no link
    title          TEXT    NOT NULL,
    kicker         TEXT,
    lead           TEXT    NOT NULL DEFAULT '',
    body           TEXT    NOT NULL DEFAULT '',
    authors        TEXT    NOT NULL DEFAULT '[]',  -- JSON array of strings
    categories     TEXT    NOT NULL DEFAULT '[]',  -- JSON array of strings
    kind           TEXT    NOT NULL CHECK (kind IN ('article', 'brief')),
    image_url      TEXT,
    language       TEXT,
    published_at   INTEGER NOT NULL,
    received_at    INTEGER NOT NULL,
    position       INTEGER NOT NULL DEFAULT 0,
    changed_at     INTEGER,                  -- title, lead or link last changed; NULL: never
    silent         INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1))
                   -- kept but never announced: a first poll's, an archive's, a migration's
) STRICT;
CREATE INDEX items_of_feed ON items (feed_id, received_at);
CREATE INDEX items_received ON items (received_at);
CREATE INDEX items_canonical ON items (canonical_link) WHERE canonical_link IS NOT NULL;

CREATE TABLE seen (                          -- sent marks: they outlive the items
    feed_id      INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    key          BLOB    NOT NULL,           -- hash of one identity key, see feeds/identity.py
    item_id      INTEGER,                    -- NULL: the item is no longer kept
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (feed_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscriptions (
    id              INTEGER PRIMARY KEY,
    feed_id         INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    channel_id      INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    mode            TEXT    NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'digest', 'both')),
    style           TEXT    NOT NULL DEFAULT 'card'
                    CHECK (style IN ('card', 'compact', 'full', 'template')),
    template        TEXT,
    colour          INTEGER,
    picture         INTEGER NOT NULL DEFAULT 1 CHECK (picture IN (0, 1)),
    silent          INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    mention_role_id INTEGER,
    mention_when    TEXT,                    -- a query; NULL: always
    include         TEXT,                    -- a query; NULL: everything
    exclude         TEXT,                    -- a query; NULL: nothing
    on_change       TEXT    NOT NULL DEFAULT 'edit'
                    CHECK (on_change IN ('edit', 'repost', 'ignore')),
    burst           INTEGER NOT NULL DEFAULT 8,
    webhook         INTEGER NOT NULL DEFAULT 0 CHECK (webhook IN (0, 1)),
    publish         INTEGER NOT NULL DEFAULT 0 CHECK (publish IN (0, 1)),
    forum_daily     INTEGER NOT NULL DEFAULT 0 CHECK (forum_daily IN (0, 1)),
    forum_tags      TEXT,                    -- JSON rules; NULL: none
    interval_s      INTEGER,                 -- NULL: as the feed's rhythm asks
    created_at      INTEGER NOT NULL,        -- only items received after are owed
    paused_at       INTEGER,                 -- NULL: runs
    UNIQUE (feed_id, channel_id)
) STRICT;
CREATE INDEX subscriptions_of_channel ON subscriptions (channel_id);
