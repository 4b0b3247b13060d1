-- New items are owed to the search index by whoever stores them, all in one statement: a trigger
-- cost a third of storing an item. What changes or deletes an item still tells by trigger.
DROP TRIGGER search_item_made;
