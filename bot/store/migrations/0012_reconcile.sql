-- What a restored database reads back before it posts: its channels, each once, and what they show.

CREATE TABLE restored_channels (
    channel_id  INTEGER PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
    since       INTEGER NOT NULL,            -- what was posted after it is not in the database
    restored_at INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,            -- a claim pushes it forward by a lease
    state       TEXT    NOT NULL DEFAULT 'unread'
                CHECK (state IN ('unread', 'read', 'silent')),
                -- unread: nothing is posted there yet; silent: it cannot be read, and what is
                -- older than restored_at is kept back
    messages    INTEGER NOT NULL DEFAULT 0,  -- of ours that were found
    told_at     INTEGER                      -- its moderators were told; NULL: not yet
) STRICT;
CREATE INDEX restored_channels_due ON restored_channels (due_at) WHERE state = 'unread';

CREATE TABLE restored_messages (             -- ours, from after the copy was made
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL REFERENCES restored_channels (channel_id) ON DELETE CASCADE,
    place_id   INTEGER,                      -- its thread; NULL: the channel itself
    webhook_id INTEGER,                      -- NULL: the bot's own voice
    edition_id INTEGER REFERENCES editions (id) ON DELETE CASCADE,  -- NULL: no digest's page
    several    INTEGER NOT NULL CHECK (several IN (0, 1)),  -- 1: it shows more than one item
    payload    TEXT    NOT NULL              -- JSON, as it was read
) STRICT;
CREATE INDEX restored_messages_of_channel ON restored_messages (channel_id);

CREATE TABLE restored_items (                -- which items these messages show, by key
    key        TEXT    NOT NULL,             -- see bot/message/item_keys.py
    channel_id INTEGER NOT NULL REFERENCES restored_channels (channel_id) ON DELETE CASCADE,
    digest_id  INTEGER NOT NULL DEFAULT 0,   -- 0: posted as it came
    message_id INTEGER NOT NULL REFERENCES restored_messages (message_id) ON DELETE CASCADE,
    PRIMARY KEY (key, channel_id, digest_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX restored_items_of_message ON restored_items (message_id);
