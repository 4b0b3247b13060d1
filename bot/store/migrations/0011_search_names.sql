-- The tables of the search index under the field's words. SQLite renames them in the triggers too.

ALTER TABLE search_owed RENAME TO search_pending;
ALTER TABLE search_pending RENAME COLUMN turn TO sequence;
ALTER TABLE search_gone RENAME TO search_tombstones;
