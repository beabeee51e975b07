-- Let a fault that waits count, or drop it: it stays, and counts for nothing.
--   id    its number
--   held  NULL to count it, 'dropped' to drop it
-- Rows: station_id, one or none.
UPDATE fault SET held = %(held)s WHERE id = %(id)s AND held IS NOT NULL AND ended_at IS NULL AND held <> 'dropped' RETURNING station_id;
