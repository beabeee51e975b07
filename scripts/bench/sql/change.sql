-- Write a mark into the address of one place, as a manager's amendment would.
--   id, mark
UPDATE station SET address = %(mark)s WHERE id = %(id)s;
