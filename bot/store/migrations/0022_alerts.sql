-- Alerts: a member is told by direct message of items that match their words. A hit is written in
-- the transaction that stores the item; a plan with hits falls due, and its hits become one message.

CREATE TABLE alert_plans (                   -- how a member is told of a guild's items
    user_id     INTEGER NOT NULL,
    guild_id    INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    channel_id  INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,  -- the direct one
    locale      TEXT    NOT NULL,
    quiet_from  INTEGER,                     -- minute of the local day; NULL: never quiet
    quiet_until INTEGER,
    due_at      INTEGER,                     -- NULL: there is no hit
    told_day    TEXT,                        -- local date of the last message, ISO; NULL: none
    told        INTEGER NOT NULL DEFAULT 0,  -- messages on that day
    PRIMARY KEY (user_id, guild_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_plans_due ON alert_plans (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alert_plans_of_guild ON alert_plans (guild_id);
CREATE INDEX alert_plans_of_channel ON alert_plans (channel_id);

CREATE TABLE alerts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: old messages' menus carry it
    user_id    INTEGER NOT NULL,
    guild_id   INTEGER NOT NULL,
    words      TEXT    NOT NULL,             -- a query in the grammar of filters
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, guild_id, words),
    FOREIGN KEY (user_id, guild_id) REFERENCES alert_plans (user_id, guild_id) ON DELETE CASCADE
) STRICT;

CREATE TABLE alert_keys (                    -- an item that matches has one of them
    key      TEXT    NOT NULL,
    alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    PRIMARY KEY (key, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_keys_of_alert ON alert_keys (alert_id);

CREATE TABLE alert_hits (                    -- items that a member is still to be told of
    alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    item_id  INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (alert_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_hits_of_item ON alert_hits (item_id);
