-- Ask for a task in the background, for the account of this transaction and its branch.
--   task                       preview or export
--   file_name, sha256, bytes   of a list that was brought; of an export its name alone
--   asked (json)               how it is to be done
-- Rows: id; none while nobody acts.
INSERT INTO job (task, account_id, asked_by, unit_id, file_name, sha256, bytes, asked)
SELECT %(task)s, acting.account_id, acting.shown_name, acting.unit_id, %(file_name)s, %(sha256)s, %(bytes)s, %(asked)s::jsonb FROM acting()
RETURNING id;
