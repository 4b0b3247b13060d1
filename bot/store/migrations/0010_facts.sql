-- Why a channel is closed to us, and what a trouble is about, are columns, not text to cut apart.

ALTER TABLE channels ADD COLUMN block_code INTEGER;  -- Discord's error code; NULL: it is open
ALTER TABLE channels ADD COLUMN block_missing TEXT NOT NULL DEFAULT '[]';
    -- JSON array of the permissions that are known to be missing
-- Code 0 was no word of Discord's: such a channel is open.
UPDATE channels SET block_code = CAST(blocked AS INTEGER) WHERE CAST(blocked AS INTEGER) > 0;
UPDATE channels SET block_missing = '["view_channel"]' WHERE block_code = 50001;
UPDATE channels
SET block_missing = '["' || replace(substr(blocked, 7), ', ', '","') || '"]'
WHERE block_code IS NOT NULL AND substr(blocked, 7) <> ''
  AND substr(blocked, 7) NOT GLOB '*[^a-z_, ]*';
UPDATE channels SET probe_at = NULL, refusals = 0 WHERE block_code IS NULL;
ALTER TABLE channels DROP COLUMN blocked;

CREATE TABLE told_troubles_new (
    guild_id     INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    subject_kind TEXT    NOT NULL CHECK (subject_kind IN ('feed', 'channel')),
    subject_id   INTEGER NOT NULL,
    matter       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    cause        TEXT    NOT NULL,           -- of a feed; see bot/i18n/causes.py
    missing      TEXT    NOT NULL,           -- of a channel: JSON array of permissions
    since        INTEGER NOT NULL,
    PRIMARY KEY (guild_id, subject_kind, subject_id)
) STRICT, WITHOUT ROWID;
INSERT INTO told_troubles_new
SELECT guild_id, 'feed', CAST(substr(subject, 6) AS INTEGER), matter, name, cause, '[]', since
FROM told_troubles WHERE subject LIKE 'feed:%';
INSERT INTO told_troubles_new
SELECT guild_id, 'channel', CAST(substr(subject, 9) AS INTEGER), matter, name, '',
       CASE WHEN cause = '' OR cause GLOB '*[^a-z_, ]*' THEN '[]'
            ELSE '["' || replace(cause, ', ', '","') || '"]' END, since
FROM told_troubles WHERE subject LIKE 'channel:%';
DROP TABLE told_troubles;
ALTER TABLE told_troubles_new RENAME TO told_troubles;
