-- The outbox. pending -> sent | dead | held; a claim pushes due_at forward.
--   sent  every part is in the channel          dead  Discord will never take it
--   held  decided not to be posted; reason says why
CREATE TABLE deliveries (
    id              INTEGER PRIMARY KEY,
    kind            TEXT    NOT NULL
                    CHECK (kind IN ('item', 'group', 'digest', 'notice', 'edit', 'publish')),
    channel_id      INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    subscription_id INTEGER REFERENCES subscriptions (id) ON DELETE CASCADE,  -- NULL: of the channel
    edition_id      INTEGER,                 -- NULL: no digest
    target_id       INTEGER REFERENCES deliveries (id) ON DELETE CASCADE,
                    -- the delivery that an edit or a publish is about; NULL: it stands alone
    slot            TEXT    NOT NULL,        -- what is owed, so that it is owed once
    lane            INTEGER NOT NULL DEFAULT 0 CHECK (lane IN (0, 1)),
                    -- rows of one lane of a channel wait for each other; publishing has its own
    rank            INTEGER NOT NULL,        -- place in the lane: published_at; 0 once begun
    position        INTEGER NOT NULL DEFAULT 0,
    state           TEXT    NOT NULL DEFAULT 'pending'
                    CHECK (state IN ('pending', 'sent', 'dead', 'held')),
    reason          TEXT,                    -- a word the catalogs explain; NULL: nothing wrong
    detail          TEXT,                    -- what the explanation names
    attempts        INTEGER NOT NULL DEFAULT 0,
    due_at          INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    done_at         INTEGER,                 -- NULL: pending
    UNIQUE (channel_id, slot)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'pending';
CREATE INDEX deliveries_lane ON deliveries (channel_id, lane, rank, position, id)
    WHERE state = 'pending';
CREATE INDEX deliveries_made ON deliveries (created_at);
CREATE INDEX deliveries_of_subscription ON deliveries (subscription_id);
CREATE INDEX deliveries_of_target ON deliveries (target_id) WHERE target_id IS NOT NULL;

CREATE TABLE delivery_items (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    item_id     INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    role        TEXT    NOT NULL DEFAULT 'main' CHECK (role IN ('main', 'also')),
    place       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (delivery_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_of_item ON delivery_items (item_id);

CREATE TABLE delivery_parts (                -- the messages of a delivery, as they are sent
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    part        INTEGER NOT NULL,
    payload     TEXT    NOT NULL,            -- JSON
    nonce       TEXT    NOT NULL,
    place_id    INTEGER,                     -- the thread it went to; NULL: the channel itself
    webhook_id  INTEGER,                     -- NULL: the bot's own voice
    message_id  INTEGER,                     -- NULL: not known to be there
    started_at  INTEGER,                     -- first request; NULL: none was made
    PRIMARY KEY (delivery_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE forum_days (                    -- the post of a day, in forums that want one a day
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,        -- local date, ISO
    thread_id       INTEGER NOT NULL,
    PRIMARY KEY (subscription_id, day)
) STRICT, WITHOUT ROWID;
