-- The opening of a digest's pages: sentences on the day by the operator's language model.

ALTER TABLE digests ADD COLUMN opening INTEGER NOT NULL DEFAULT 0 CHECK (opening IN (0, 1));

-- The row is written before the model is asked, ahead of the page, so that nothing asks twice.
CREATE TABLE page_openings (
    digest_id  INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    local_date TEXT    NOT NULL,             -- with the slot, the name of the edition to come
    slot       INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    asked_at   INTEGER NOT NULL,
    sentences  TEXT,                         -- JSON: text and item ids of each; NULL: no answer
    PRIMARY KEY (digest_id, local_date, slot)
) STRICT, WITHOUT ROWID;
