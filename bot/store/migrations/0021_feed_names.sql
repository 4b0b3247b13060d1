-- What a guild calls a feed, where it chose a name of its own.

CREATE TABLE feed_names (
    guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    feed_id  INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    PRIMARY KEY (guild_id, feed_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_names_of_feed ON feed_names (feed_id);
