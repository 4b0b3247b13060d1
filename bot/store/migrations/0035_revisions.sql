-- How often an item was changed so that readers are told: seconds do not tell two changes apart.

ALTER TABLE items ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
