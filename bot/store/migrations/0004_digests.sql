-- Digests, and every page that was printed of one: an edition.
-- A claim pushes due_at forward by a lease, and the transaction that prints the edition sets
-- mark, planned_at and the next due_at with it.

CREATE TABLE digests (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: old messages' buttons carry it
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    guild_id   INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,  -- whose feeds it reads
    user_id    INTEGER,                      -- whose own it is; NULL: the channel's
    times      TEXT    NOT NULL,             -- JSON array of minutes of the local day
    days       TEXT    NOT NULL,             -- JSON array of weekdays, 0 is Monday
    zone       TEXT,                         -- NULL: as the channel
    grouping   TEXT    NOT NULL DEFAULT 'feed' CHECK (grouping IN ('feed', 'category')),
    when_empty TEXT    NOT NULL DEFAULT 'skip' CHECK (when_empty IN ('skip', 'say')),
    all_feeds  INTEGER NOT NULL DEFAULT 1 CHECK (all_feeds IN (0, 1)),
               -- 0: those of digest_subscriptions
    mark       INTEGER NOT NULL,             -- items of a larger id were in no edition yet
    planned_at INTEGER NOT NULL,             -- what falls due after it is owed
    due_at     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    paused_at  INTEGER,                      -- NULL: runs
    removed_at INTEGER                       -- NULL: there; its printed pages stay readable
) STRICT;
CREATE INDEX digests_due ON digests (due_at, id) WHERE paused_at IS NULL AND removed_at IS NULL;
CREATE INDEX digests_of_channel ON digests (channel_id);
CREATE INDEX digests_of_guild ON digests (guild_id);

CREATE TABLE digest_subscriptions (          -- the feeds chosen, where not all are
    digest_id       INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    PRIMARY KEY (digest_id, subscription_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digests_of_subscription ON digest_subscriptions (subscription_id);

CREATE TABLE digest_channels (               -- whose feeds a member's own digest reads
    digest_id  INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    PRIMARY KEY (digest_id, channel_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digests_reading_channel ON digest_channels (channel_id);

CREATE TABLE editions (
    id          INTEGER PRIMARY KEY,
    digest_id   INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    local_date  TEXT    NOT NULL,            -- ISO; of the run, not of its printing
    slot        INTEGER NOT NULL,            -- minute of the day asked for; from 10000: on demand
    due_at      INTEGER NOT NULL,            -- the run's instant
    printed_at  INTEGER NOT NULL,
    zone        TEXT    NOT NULL,            -- the one it was printed for
    since       TEXT,                        -- ISO, the first day made up for; NULL: none missed
    left_out    INTEGER NOT NULL DEFAULT 0,  -- items too old to be listed
    UNIQUE (digest_id, local_date, slot)     -- no day can be printed twice
) STRICT;

CREATE TABLE edition_items (
    edition_id INTEGER NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    item_id    INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    story_id   INTEGER,                      -- the item it stands under; NULL: by itself
    left_away  INTEGER NOT NULL DEFAULT 0 CHECK (left_away IN (0, 1)),
               -- 1: the posted messages had no room for its name
    PRIMARY KEY (edition_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX editions_of_item ON edition_items (item_id);

-- What may still be printed of a feed, found without reading its archive.
CREATE INDEX items_to_print ON items (feed_id, id) WHERE silent = 0;

-- Whoever changes a zone lets the digests that it moves fall due, and with nothing owed they
-- are only planned anew.
CREATE TRIGGER guild_zone_plans_digests AFTER UPDATE OF zone ON guilds
WHEN old.zone IS NOT new.zone BEGIN
    UPDATE digests SET due_at = planned_at WHERE guild_id = new.id AND due_at > planned_at;
END;
CREATE TRIGGER channel_zone_plans_digests AFTER UPDATE OF zone ON channels
WHEN old.zone IS NOT new.zone BEGIN
    UPDATE digests SET due_at = planned_at WHERE channel_id = new.id AND due_at > planned_at;
END;
