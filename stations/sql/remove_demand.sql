-- Remove a data set of demand with its points.
--   id
WITH points AS (DELETE FROM demand_point WHERE demand_id = %(id)s)
DELETE FROM demand WHERE id = %(id)s;
