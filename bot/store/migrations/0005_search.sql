-- The search index: immutable segments, and the items that are not in one yet.
--
-- The triggers keep it true whoever writes items, cascades and repairs included: an item that is
-- new or changed is owed, in the same transaction, until a segment holds it as it is. A search
-- reads both, so it never knows less or more than the items table.

CREATE TABLE search_segments (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: readers remember columns
    epoch    INTEGER NOT NULL,                    -- which analysis made it, see meta search.epoch
    size     INTEGER NOT NULL CHECK (size BETWEEN 1 AND 65536),
    state    TEXT    NOT NULL CHECK (state IN ('making', 'live', 'dropped')),
                                                  -- making -> live -> dropped -> (row deleted)
    made_at  INTEGER NOT NULL,                    -- making: left behind if it is long ago
    dead     BLOB                                 -- bitmap of documents that count no more; NULL: none
) STRICT;

CREATE TABLE search_columns (                     -- what is known of a segment's documents
    segment_id INTEGER PRIMARY KEY REFERENCES search_segments (id) ON DELETE CASCADE,
    columns    BLOB NOT NULL                      -- see bot/search/postings.py
) STRICT;

CREATE TABLE search_postings (
    segment_id INTEGER NOT NULL,                  -- no foreign key: dropped in slices, see above
    key        TEXT    NOT NULL,                  -- see bot/search/analysis.py
    postings   BLOB    NOT NULL,
    PRIMARY KEY (segment_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_owed (                        -- items that no segment holds as they are
    turn    INTEGER PRIMARY KEY AUTOINCREMENT,    -- a new one at each change
    item_id INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE search_gone (                        -- deleted items that a segment may still hold
    item_id INTEGER PRIMARY KEY
) STRICT;

CREATE TRIGGER search_item_made AFTER INSERT ON items BEGIN
    INSERT INTO search_owed (item_id) VALUES (new.id);
END;

CREATE TRIGGER search_item_changed
AFTER UPDATE OF feed_id, title, kicker, lead, body, authors, categories, kind, language, published_at
ON items BEGIN
    DELETE FROM search_owed WHERE item_id = new.id;
    INSERT INTO search_owed (item_id) VALUES (new.id);
END;

CREATE TRIGGER search_item_gone AFTER DELETE ON items BEGIN
    DELETE FROM search_owed WHERE item_id = old.id;
    INSERT INTO search_gone (item_id) VALUES (old.id) ON CONFLICT (item_id) DO NOTHING;
END;

INSERT INTO search_owed (item_id) SELECT id FROM items ORDER BY id;

CREATE TABLE search_asks (                        -- what a page's buttons ask again
    id       INTEGER PRIMARY KEY AUTOINCREMENT,   -- an old button never runs a newer search
    guild_id INTEGER,                             -- NULL: asked in a DM
    user_id  INTEGER NOT NULL,
    asked    TEXT    NOT NULL,                    -- JSON
    asked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX search_asks_age ON search_asks (asked_at);
