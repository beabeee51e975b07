-- The dated exceptions of one place, held until the transaction ends: two that are added at once both stay.
--   id  of the place
-- Rows: hours, hours_exceptions; one or none.
SELECT hours, hours_exceptions FROM station WHERE id = %(id)s FOR UPDATE;
