-- What a member's own digest is narrowed to, and which direct channels are to be tried again.

ALTER TABLE digests ADD COLUMN words TEXT;    -- a query in the grammar of filters; NULL: everything

CREATE INDEX channels_closed_direct ON channels (guild_id)
    WHERE block_code IS NOT NULL AND kind = 'dm';
