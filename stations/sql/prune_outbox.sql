-- Remove what has stood in the outbox for the given time, and remember how far.
--   keep  how long a row stays at least; it goes by the first run that comes one to two such times later
--
-- What is removed is what a snapshot taken that long ago sees, not what bears an old date: a transaction that was open
-- for two days dates its row by its beginning, and nobody has read it yet. The snapshot is then the horizon, by which
-- readers who have been away for longer know it (changes.sql). In another life of the store its numbers mean nothing:
-- the first run there only takes a snapshot, and removes rows that are numbered beyond the present.
WITH horizon AS MATERIALIZED (
    SELECT next, life_of_store() AS life, life IS NOT DISTINCT FROM life_of_store() AS continues
      FROM outbox_horizon
     WHERE life IS DISTINCT FROM life_of_store() OR next_at <= now() - %(keep)s::interval
       FOR UPDATE
), moved AS (
    UPDATE outbox_horizon
       SET life = horizon.life, pruned = CASE WHEN horizon.continues THEN horizon.next END,
           next = pg_current_snapshot(), next_at = now()
      FROM horizon
)
DELETE FROM outbox
 USING horizon
 WHERE CASE WHEN horizon.continues THEN pg_visible_in_snapshot(outbox.txid, horizon.next)
            ELSE outbox.txid >= pg_snapshot_xmax(pg_current_snapshot()) END;
