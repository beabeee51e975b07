-- Take a grade out of use; what was confirmed stays in the history.
--   grade_id, version  which, and which version was read
-- Rows: version, the new one; none where it was changed since, retired, or is not the account's.  Index: grade_pkey.
UPDATE grade SET retired_at = now()
 WHERE id = %(grade_id)s AND version = %(version)s AND retired_at IS NULL AND may('amend', unit_id)
RETURNING version;
