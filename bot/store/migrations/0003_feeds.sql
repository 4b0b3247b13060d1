-- What a poll keeps to do less at the next one, and what happened to feeds.
ALTER TABLE feeds ADD COLUMN entry_hashes BLOB NOT NULL DEFAULT x'';
                                             -- 8 bytes an entry of the last document that was read
ALTER TABLE feeds ADD COLUMN read_whole_at INTEGER;  -- every entry was read; NULL: never yet
ALTER TABLE feeds ADD COLUMN answered_url TEXT;      -- whose etag and last_modified these are;
                                             -- NULL: url's own

ALTER TABLE feeds ADD COLUMN hours BLOB NOT NULL DEFAULT x'';
                                             -- 24 counts: at which hours, UTC, it publishes
ALTER TABLE feeds ADD COLUMN ttl_s INTEGER;          -- the document's wish; NULL: unsaid
ALTER TABLE feeds ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;  -- bit n: no news at n h UTC
ALTER TABLE feeds ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;   -- bit 0: none on Mondays

DROP INDEX feeds_due;                        -- a claim looks at hosts as well
CREATE INDEX feeds_due ON feeds (due_at, host) WHERE ended_at IS NULL;

CREATE TABLE feed_events (                   -- told by /feed explain and by notices
    id      INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL
            CHECK (kind IN ('failing', 'recovered', 'gone', 'moved', 'merged', 'republished', 'gap')),
    detail  TEXT    NOT NULL DEFAULT '',     -- the cause, the new address, a number of items
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_events_of_feed ON feed_events (feed_id, at);

CREATE TABLE item_numbers (                  -- one row: the last number that was given to an item
    last INTEGER NOT NULL
) STRICT;
INSERT INTO item_numbers (last) SELECT coalesce(max(id), 0) FROM items;
