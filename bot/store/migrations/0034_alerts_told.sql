-- What members were told of by their alerts, so that the article of a second feed, polled later, is
-- told no more. Housekeeping drops what is some days old.

CREATE TABLE alerts_told (
    user_id INTEGER NOT NULL,
    key     TEXT    NOT NULL,  -- a hash of what two feeds' items have in common if they are one article
    feed_id INTEGER NOT NULL,  -- which brought it first; no reference: it may go, and this stays
    told_at INTEGER NOT NULL,  -- unix s
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_told_old ON alerts_told (told_at);
