-- What a member followed for themselves and follows no more: its address may hold a key, so it goes
-- with them. And a person's digests, found without reading everybody's.

CREATE TABLE own_feeds_left (
    guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,  -- the member's own
    feed_id  INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    PRIMARY KEY (guild_id, feed_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_feeds_left_of_feed ON own_feeds_left (feed_id);

-- Of those that were left before, what they brought tells.
INSERT INTO own_feeds_left (guild_id, feed_id)
SELECT DISTINCT guilds.id, items.feed_id
FROM guilds
JOIN channels ON channels.guild_id = guilds.id
JOIN deliveries ON deliveries.channel_id = channels.id
JOIN delivery_items ON delivery_items.delivery_id = deliveries.id
JOIN items ON items.id = delivery_items.item_id
WHERE guilds.personal = 1
  AND items.feed_id NOT IN (
      SELECT subscriptions.feed_id FROM subscriptions
      WHERE subscriptions.channel_id = channels.id);

CREATE INDEX digests_of_member ON digests (user_id) WHERE user_id IS NOT NULL;
