-- Forget the files of lists that are applied or older than a week, and of exports older than a day.
WITH old AS (
    SELECT id FROM job
     WHERE state IN ('done', 'failed')
       AND (task = 'undo' OR task = 'apply' AND state = 'done'
            OR changed_at < now() - CASE task WHEN 'export' THEN interval '1 day' ELSE interval '7 days' END)
       AND EXISTS (SELECT FROM job_file WHERE job_id = job.id)
), emptied AS (
    DELETE FROM job_file USING old WHERE job_file.job_id = old.id
)
UPDATE job SET state = CASE WHEN import_id IS NULL THEN 'expired' ELSE state END, preview = NULL FROM old WHERE job.id = old.id;
