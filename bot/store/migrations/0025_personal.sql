-- What members follow themselves, in direct messages: a guild of one, by the id of the member.

ALTER TABLE guilds ADD COLUMN personal INTEGER NOT NULL DEFAULT 0 CHECK (personal IN (0, 1));
                                             -- 1: no server of Discord's, a member's own
