-- Whether a message tells an older state of an item: by revisions, as two may be in one second.

-- JSON, an item's id to the revision with which the delivery's messages were first written, beside
-- the first of them; NULL: written by an older Gazette, found after a restore, or not the first.
ALTER TABLE delivery_parts ADD COLUMN revisions TEXT;
