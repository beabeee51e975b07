-- Give an account another shown name, role or unit, disable or enable it.
--   id, shown_name, role, unit_id, disabled
SELECT amend_account(%(id)s, %(shown_name)s, %(role)s, %(unit_id)s, %(disabled)s);
