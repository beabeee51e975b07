-- Keep the account of a run of the loader.
--   id, account (json)  of the run
UPDATE import SET account = %(account)s::jsonb WHERE id = %(id)s;
