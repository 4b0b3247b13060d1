-- Articles that members keep for themselves. Each is a copy: it outlives the item, the feed, and the
-- server that followed it; only its member, or erasing them, deletes it.

CREATE TABLE saved_articles (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused: old answers' controls carry it
    user_id      INTEGER NOT NULL,
    key          TEXT    NOT NULL,             -- what makes two saved articles the same one
    link         TEXT,                         -- NULL: it has none
    title        TEXT    NOT NULL,
    kicker       TEXT,                         -- NULL: it has none
    lead         TEXT    NOT NULL,
    body         TEXT    NOT NULL,             -- light markup
    authors      TEXT    NOT NULL,             -- JSON array
    categories   TEXT    NOT NULL,             -- JSON array
    kind         TEXT    NOT NULL,
    language     TEXT,                         -- NULL: not known
    feed_title   TEXT    NOT NULL,
    feed_url     TEXT    NOT NULL,             -- its site, or its address without keys; '': not known
    published_at INTEGER NOT NULL,             -- unix s
    saved_at     INTEGER NOT NULL,             -- unix s
    UNIQUE (user_id, key)
) STRICT;
CREATE INDEX saved_articles_newest ON saved_articles (user_id, saved_at, id);
