-- Enter an account; it has no password until somebody follows its one-time link.
--   name, shown_name, role, unit_id  as the table has them
-- Rows: id.
SELECT add_account(%(name)s, %(shown_name)s, %(role)s, %(unit_id)s) AS id;
