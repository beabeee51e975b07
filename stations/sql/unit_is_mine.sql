-- Whether a unit lies in the acting account's branch.
--   unit_id  of the unit
-- Rows: mine, one.
SELECT %(unit_id)s::bigint = ANY (branch_of(NULL)) AS mine;
