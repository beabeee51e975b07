-- Take the oldest job that waits, or whose runner is gone, and hold it by a lock that ends with this connection.
--   lock      the class of such locks
--   planning  whether to take plans alone (true), or anything else (false); NULL for all
-- Rows: one or none: id, task, account_id, tries.
WITH next AS (
    SELECT id
      FROM job
     WHERE (%(planning)s::boolean IS NULL OR (task = 'plan') = %(planning)s)
       AND (state = 'queued'
            OR state = 'working' AND NOT EXISTS (
                   SELECT FROM pg_locks
                    WHERE locktype = 'advisory' AND classid = %(lock)s AND objid = job.id::integer::oid
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
     ORDER BY id
     LIMIT 1
       FOR UPDATE SKIP LOCKED
)
UPDATE job
   SET state = 'working', tries = tries + 1, stage = NULL, changed_at = now()
  FROM next
 WHERE job.id = next.id AND pg_try_advisory_lock(%(lock)s, job.id::integer)
RETURNING job.id, job.task, job.account_id, job.tries;
