-- Words that a server, or one of its channels, wants nothing of, whichever feed brings them.

ALTER TABLE guilds ADD COLUMN mutes TEXT NOT NULL DEFAULT '[]';    -- JSON array of queries
ALTER TABLE channels ADD COLUMN mutes TEXT NOT NULL DEFAULT '[]';  -- likewise
