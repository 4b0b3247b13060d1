-- What summaries need beside the items: pages of articles, answers of a language model, what it
-- cost, and what was answered, so that it can be shared as it was read.

CREATE TABLE article_pages (                 -- read for items whose feed gives only a lead
    item_id    INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    state      TEXT    NOT NULL
               CHECK (state IN ('read', 'paywalled', 'refused', 'empty', 'unreachable')),
    text       TEXT    NOT NULL DEFAULT '',  -- plain, paragraphs apart by a blank line
    fetched_at INTEGER NOT NULL
) STRICT;

CREATE TABLE model_answers (                 -- by what was asked, so that it is asked once
    key     BLOB    PRIMARY KEY,             -- hash of model and prompt
    answer  TEXT    NOT NULL,                -- as it came; it is judged again each time
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX model_answers_age ON model_answers (made_at);

CREATE TABLE model_spending (                -- tokens of a language model, reserved or spent
    day      TEXT    NOT NULL,               -- UTC, ISO
    guild_id INTEGER NOT NULL,
    tokens   INTEGER NOT NULL,
    PRIMARY KEY (day, guild_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE summary_answers (               -- what the button under an answer shares
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    payload  TEXT    NOT NULL,               -- JSON, see bot/summary/answer.py
    made_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX summary_answers_age ON summary_answers (made_at);

CREATE INDEX items_published ON items (feed_id, published_at);
