-- What a digest is called, and whether its first story shows its picture.

ALTER TABLE digests ADD COLUMN title TEXT;  -- NULL: as all are
ALTER TABLE digests ADD COLUMN picture INTEGER NOT NULL DEFAULT 0 CHECK (picture IN (0, 1));
