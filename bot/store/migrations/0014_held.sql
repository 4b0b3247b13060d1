-- What was held back is an event: articles that were added at once and look like an archive.

CREATE TABLE feed_events_new (
    id      INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL
            CHECK (kind IN ('failing', 'recovered', 'gone', 'moved', 'merged', 'republished', 'gap',
                            'held')),
    detail  TEXT    NOT NULL DEFAULT '',     -- the cause, the new address, a number of items
    at      INTEGER NOT NULL
) STRICT;
INSERT INTO feed_events_new SELECT id, feed_id, kind, detail, at FROM feed_events;
DROP TABLE feed_events;
ALTER TABLE feed_events_new RENAME TO feed_events;
CREATE INDEX feed_events_of_feed ON feed_events (feed_id, at);
