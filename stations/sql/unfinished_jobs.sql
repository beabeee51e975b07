-- How much the acting account has waiting.
-- Rows: one: waiting (jobs that wait or are worked on), kept (bytes of its lists and files).
SELECT count(*) FILTER (WHERE state IN ('queued', 'working')) AS waiting,
       coalesce(sum(bytes) FILTER (WHERE EXISTS (SELECT FROM job_file WHERE job_id = job.id)), 0)::bigint AS kept
  FROM job
 WHERE account_id = (SELECT acting_account()) AND state NOT IN ('discarded', 'expired');
