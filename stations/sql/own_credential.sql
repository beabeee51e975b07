-- What the acting account signs in by.
-- Rows: unit_name, changed_at (of the password), has_second_factor.
SELECT unit_name, changed_at, has_second_factor FROM own_credential();
