-- What the processes of one bot share of Discord's rate limits, in unix microseconds; a single
-- process keeps its own, and leaves this empty.
CREATE TABLE rate_limits (
    place           TEXT PRIMARY KEY NOT NULL, -- of a route: its channel, guild or webhook; '': all
    next_us         INTEGER NOT NULL DEFAULT 0, -- when the last request that was let go has its turn
    closed_until_us INTEGER NOT NULL DEFAULT 0,
    slow_until_us   INTEGER NOT NULL DEFAULT 0
) STRICT;
