-- Remove a road network with its pieces.
--   id
DELETE FROM road_graph WHERE id = %(id)s;
