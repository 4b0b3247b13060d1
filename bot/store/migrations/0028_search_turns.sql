-- Two processes may make one item pending at once: whoever comes second gives it a new number, so
-- that what the first has read of it counts for nothing.
DROP TRIGGER search_item_changed;
CREATE TRIGGER search_item_changed
AFTER UPDATE OF feed_id, title, kicker, lead, body, authors, categories, kind, language, published_at
ON items BEGIN
    DELETE FROM search_pending WHERE item_id = new.id;
    INSERT INTO search_pending (item_id) VALUES (new.id)
        /*pg ON CONFLICT (item_id) DO UPDATE SET sequence = excluded.sequence */;
END;
