-- What an article encloses to be heard, and where it is talked about.

ALTER TABLE items ADD COLUMN audio_url TEXT;          -- NULL: none
ALTER TABLE items ADD COLUMN audio_seconds INTEGER;   -- NULL: unsaid
ALTER TABLE items ADD COLUMN audio_bytes INTEGER;     -- NULL: unsaid
ALTER TABLE items ADD COLUMN comments_url TEXT;       -- NULL: nowhere, or unsaid
