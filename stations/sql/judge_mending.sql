-- Let a mending that waits count, or drop it: it stays, and counts for nothing.
--   id    its number
--   held  NULL to count it, 'dropped' to drop it
-- Rows: station_id, what, service, mended_at, said_by; one or none.
UPDATE mending SET held = %(held)s WHERE id = %(id)s AND held IS NOT NULL AND held <> 'dropped' RETURNING station_id, what, service, mended_at, said_by;
