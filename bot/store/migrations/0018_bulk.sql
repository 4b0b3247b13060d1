-- What new feeds of a channel begin with, and changes to many subscriptions at once.

ALTER TABLE channels ADD COLUMN defaults TEXT;  -- JSON object of settings; NULL: nothing is chosen

CREATE TABLE bulk_changes (                  -- asked -> done -> undone
    id               INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: old answers carry it
    guild_id         INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    verb             TEXT    NOT NULL
                     CHECK (verb IN ('pause', 'resume', 'move', 'remove', 'change')),
    subscription_ids TEXT    NOT NULL,       -- JSON array: what it is about
    changes          TEXT    NOT NULL,       -- JSON object: settings that each gets; null: none
    channel_id       INTEGER,                -- where they move to; NULL: they stay
    undo             TEXT    NOT NULL DEFAULT '[]',  -- JSON array: how each was before
    state            TEXT    NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'undone')),
    created_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX bulk_changes_of_guild ON bulk_changes (guild_id);
