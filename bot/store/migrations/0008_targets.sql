-- What targets beyond plain channels need, and what settles an uncertain outcome.

ALTER TABLE delivery_parts ADD COLUMN opening TEXT;
    -- JSON {title, tag_ids} of the forum's post that this part opens; NULL: it opens none
ALTER TABLE delivery_parts ADD COLUMN asked_at INTEGER;
    -- last request; what is read back is not younger than it; NULL: none was made
CREATE INDEX delivery_parts_message ON delivery_parts (message_id) WHERE message_id IS NOT NULL;

ALTER TABLE channels ADD COLUMN probe_at INTEGER;    -- when a blocked channel is tried again
ALTER TABLE channels ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;  -- in a row

-- Publishing is counted by the hour.
CREATE INDEX deliveries_published ON deliveries (channel_id, done_at) WHERE kind = 'publish';

-- Marks of the titles of new items: two items with one mark in common may tell one story. Kept
-- only as long as stories are compared.
CREATE TABLE story_marks (
    mark    INTEGER NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    PRIMARY KEY (mark, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_marks_at ON story_marks (at);
CREATE INDEX story_marks_of_item ON story_marks (item_id);
