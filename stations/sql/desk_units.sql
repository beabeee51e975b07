-- The units of the acting account's branch, each after the one above it.
-- Rows: id, name, depth.
SELECT id, name, depth FROM desk_units();
