-- What was committed since an earlier read, and where this read stands.
--   life, since  of the earlier read: the life of the store, and the snapshot as text; NULL for the first
-- Rows: one: life, snapshot, as_of; everything, whether the reader is to read all anew; ids, of the places that are named.
-- Index: outbox_pkey.
--
-- Run in the REPEATABLE READ transaction that reads the places, so that all of it is one snapshot. A row belongs to this
-- read when its transaction is seen now (so PostgreSQL shows the row) and was not seen then: it had not begun (from xmax
-- on) or was under way (among xip). So each row belongs to one read exactly, whatever the order of commits. Two simpler
-- ways fail: a sequence is no order of commits, so paging by it loses the row with the lower number that is committed
-- later; and reading only what is older than every open transaction (below xmin) waits for the longest of them, a
-- backup's hour. Beyond its own transactions the outbox is not looked at, so an open transaction makes no read longer.
--
-- A standby's snapshot does not name what is under way; there, what began after the oldest of it is told again.
-- Read all anew: at first; when the store lives another life (restored, failed over); when the earlier read is newer
-- than now; when rows that it did not see were pruned, that is when `pruned` sees a transaction that it did not.
-- Rows from beyond the present xmax were restored from another cluster.
WITH reader AS MATERIALIZED (
    SELECT life_of_store() AS life, now() AS as_of,
           CASE WHEN pg_is_in_recovery() THEN format('%%1$s:%%1$s:', pg_snapshot_xmin(pg_current_snapshot()))::pg_snapshot
                ELSE pg_current_snapshot() END AS snapshot
), judged AS MATERIALIZED (
    SELECT reader.life, reader.as_of, reader.snapshot,
           NOT coalesce(reader.life = %(life)s
                        AND pg_snapshot_xmax(%(since)s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()), false)
           OR horizon.life = reader.life AND horizon.pruned IS NOT NULL
              AND (pg_snapshot_xmax(%(since)s::pg_snapshot) < pg_snapshot_xmax(horizon.pruned)
                   OR EXISTS (SELECT FROM pg_snapshot_xip(%(since)s::pg_snapshot) AS under_way (txid)
                               WHERE pg_visible_in_snapshot(under_way.txid, horizon.pruned)))
           AS lost
      FROM reader CROSS JOIN outbox_horizon AS horizon
), unseen AS MATERIALIZED (
    SELECT station_ids
      FROM outbox
     WHERE (txid >= pg_snapshot_xmax(%(since)s::pg_snapshot)
            OR txid = ANY (ARRAY(SELECT pg_snapshot_xip(%(since)s::pg_snapshot))))
       AND txid < pg_snapshot_xmax(pg_current_snapshot())
)
SELECT life, snapshot::text AS snapshot, as_of,
       lost OR EXISTS (SELECT FROM unseen WHERE station_ids IS NULL) AS everything,
       CASE WHEN lost THEN '{}'::bigint[]
            ELSE ARRAY(SELECT DISTINCT unnest(station_ids) FROM unseen) END AS ids
  FROM judged;
