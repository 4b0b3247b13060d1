-- Titles and leads in the reader's language, by the operator's language model.

ALTER TABLE subscriptions ADD COLUMN translate INTEGER NOT NULL DEFAULT 0
    CHECK (translate IN (0, 1));
ALTER TABLE digests ADD COLUMN translate INTEGER NOT NULL DEFAULT 0 CHECK (translate IN (0, 1));

-- By what was translated, whoever asked: the row is written before the model is asked.
CREATE TABLE translations (
    key      TEXT    PRIMARY KEY,            -- a hash of language, title and lead
    state    TEXT    NOT NULL CHECK (state IN ('asked', 'done', 'failed')),
    title    TEXT    NOT NULL DEFAULT '',
    lead     TEXT    NOT NULL DEFAULT '',
    asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX translations_by_age ON translations (asked_at);

-- A delivery waits for the translation of its item, no longer than until it falls due itself.
CREATE TABLE translation_debts (
    id          INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    item_id     INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    language    TEXT    NOT NULL,
    due_at      INTEGER NOT NULL,
    UNIQUE (delivery_id, item_id)
) STRICT;
CREATE INDEX translation_debts_due ON translation_debts (due_at);
CREATE INDEX translation_debts_of_item ON translation_debts (item_id);
