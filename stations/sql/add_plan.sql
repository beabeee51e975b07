-- Ask for a plan, for the account of this transaction and its branch.
--   job_id            that is to make it
--   title, what       coverage, gaps, site, corridor or compare
--   asked (json)      the options
--   again_of          the plan that is asked again, or NULL
-- Rows: id; none while nobody acts.
INSERT INTO plan (job_id, account_id, asked_by, unit_id, title, what, asked, again_of)
SELECT %(job_id)s, acting.account_id, acting.shown_name, acting.unit_id, %(title)s, %(what)s, %(asked)s::jsonb, %(again_of)s FROM acting()
RETURNING id;
