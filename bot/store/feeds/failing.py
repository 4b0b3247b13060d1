"""Which feeds count as failing, wherever they are counted: followed, polled, the last poll bad."""

IS_FAILING = """failing_since IS NOT NULL AND ended_at IS NULL
      AND EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.feed_id = feeds.id)"""
