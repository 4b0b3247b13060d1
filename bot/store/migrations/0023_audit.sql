-- Who changed what and when: a line for each change of a moderator's, written with the change.

CREATE TABLE audit (
    id              INTEGER PRIMARY KEY,
    guild_id        INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    user_id         INTEGER NOT NULL,
    at              INTEGER NOT NULL,            -- unix s
    act             TEXT    NOT NULL,            -- `audit.act.<act>` of the catalogs
    subject         TEXT    NOT NULL DEFAULT '', -- the feed's title then; '' for none
    detail          TEXT    NOT NULL DEFAULT '', -- which settings: names of `audit.field`, by commas
    channel_id      INTEGER,                     -- NULL: the whole server
    subscription_id INTEGER                      -- outlives its row; NULL: about no feed
) STRICT;
CREATE INDEX audit_of_guild ON audit (guild_id, id);
