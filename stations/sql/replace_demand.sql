-- Let another data set have the name of one.
--   id  of the one before
UPDATE demand SET replaced_at = now() WHERE id = %(id)s;
