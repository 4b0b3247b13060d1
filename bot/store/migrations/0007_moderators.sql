-- What moderators were told of, so that each trouble is told once and its end too.
CREATE TABLE notice_plans (                  -- when to look at a guild's troubles again
    guild_id INTEGER PRIMARY KEY REFERENCES guilds (id) ON DELETE CASCADE,
    due_at   INTEGER NOT NULL,
    told_at  INTEGER,                        -- of the last notice of new troubles; NULL: never
    event_id INTEGER NOT NULL                -- feed_events up to this one are told or too old
) STRICT;
CREATE INDEX notice_plans_due ON notice_plans (due_at);

CREATE TABLE told_troubles (
    guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    subject  TEXT    NOT NULL,               -- "feed:12", "channel:99"
    matter   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    cause    TEXT    NOT NULL,
    since    INTEGER NOT NULL,
    PRIMARY KEY (guild_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (                        -- a subscription as somebody is changing it
    user_id         INTEGER NOT NULL,        -- snowflake
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    changes         TEXT    NOT NULL,        -- JSON object: columns of subscriptions, new values
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (user_id, subscription_id)
) STRICT, WITHOUT ROWID;
