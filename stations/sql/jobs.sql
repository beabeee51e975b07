-- Lists or exports that the acting account may see, the newest first.
--   exports  whether to list exports; else lists that were brought
--   before   an id: only older ones; NULL for the newest
--   limit    most rows to return
--   id       only this one; NULL for all
-- Rows: what stations.jobs.Job holds; preview is NULL unless one is asked for.
SELECT job.id, job.task, job.state, job.account_id, job.asked_by, job.unit_id, unit.name AS unit,
       job.file_name, job.sha256, job.bytes, job.asked, job.chosen, job.stage,
       CASE WHEN %(id)s::bigint IS NOT NULL THEN job.preview END AS preview, job.outcome, job.reason, job.params,
       job.import_id, job.created_at, job.changed_at,
       EXISTS (SELECT FROM job_file WHERE job_file.job_id = job.id) AS has_file
  FROM job
  LEFT JOIN unit ON unit.id = job.unit_id
 WHERE (job.task = 'export') = %(exports)s AND job.task <> 'plan'
   AND (%(id)s::bigint IS NULL OR job.id = %(id)s)
   AND (%(before)s::bigint IS NULL OR job.id < %(before)s)
 ORDER BY job.id DESC
 LIMIT %(limit)s;
