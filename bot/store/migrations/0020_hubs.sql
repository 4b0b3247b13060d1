-- WebSub: the hub that a feed names, and our subscriptions there.

ALTER TABLE feeds ADD COLUMN hub_url TEXT;            -- NULL: it names none
ALTER TABLE feeds ADD COLUMN topic_url TEXT;          -- what the hub knows it by; NULL likewise

CREATE TABLE hub_subscriptions (
    id            INTEGER PRIMARY KEY,
    feed_id       INTEGER UNIQUE REFERENCES feeds (id) ON DELETE SET NULL,  -- NULL: it is gone
    hub_url       TEXT    NOT NULL,
    topic_url     TEXT    NOT NULL,
    callback      TEXT    NOT NULL,          -- our address, with the token in it
    token         TEXT    NOT NULL UNIQUE,
    secret        TEXT    NOT NULL,          -- the hub signs with it what it pushes
    state         TEXT    NOT NULL DEFAULT 'asking'
                  CHECK (state IN ('asking', 'live', 'denied', 'ending')),
                  -- asking -> live | denied; any -> ending -> (row deleted)
    due_at        INTEGER NOT NULL,          -- when the hub is asked (again)
    attempts      INTEGER NOT NULL DEFAULT 0,  -- since it was last verified
    lease_ends_at INTEGER,                   -- of the hub's; NULL: never verified
    pushed_at     INTEGER                    -- the last push that was read; NULL: none, or one missing
) STRICT;
CREATE INDEX hub_subscriptions_due ON hub_subscriptions (due_at);
