-- The accounts that the asker keeps, by name.
--   id     only this one; NULL: all
--   below  only those of this unit's branch; NULL: all
--   after  only those whose names follow this one; '' for all
--   most   how many
-- Rows: id, name, shown_name, role, unit_id, unit_name, created_at, disabled_at, has_password, has_second_factor, sessions,
-- seen_on.
SELECT * FROM kept_accounts(%(id)s, %(below)s, %(after)s, %(most)s);
