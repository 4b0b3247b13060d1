-- When a server last refused to be asked, which those remember that want a feed within a minute.

ALTER TABLE feeds ADD COLUMN refused_at INTEGER;      -- of a 403 or 429; NULL: never
