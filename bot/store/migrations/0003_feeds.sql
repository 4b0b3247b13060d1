-- What a poll keeps to do less at the next one, and what happened to feeds.
ALTER TABLE feeds ADD COLUMN entry_hashes BLOB NOT NULL DEFAULT x'';
                                             -- 8 bytes an entry of the last document that was read
ALTER TABLE feeds ADD COLUMN read_whole_at INTEGER;  -- every entry was read; NULL: never yet
ALTER TABLE feeds ADD COLUMN answered_url TEXT;      -- whose etag and last_modified these are;
                                             -- NULL: url's own

CREATE TABLE feed_events (                   -- told by /feed explain and by notices
    id      INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL
            CHECK (kind IN ('failing', 'recovered', 'gone', 'moved', 'merged', 'republished', 'gap')),
    detail  TEXT    NOT NULL DEFAULT '',     -- the cause, the new address, a number of items
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_events_of_feed ON feed_events (feed_id, at);
