-- A member's quiet hours and days go by their own clock.

ALTER TABLE alert_plans ADD COLUMN zone TEXT;  -- IANA; NULL: the guild's
