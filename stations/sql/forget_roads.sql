-- Forget the road networks of a name and a mode that a newer one of theirs has taken the place of.
--   name, mode
DELETE FROM road_graph
 WHERE name = %(name)s AND mode = %(mode)s
   AND id < (SELECT max(id) FROM road_graph WHERE name = %(name)s AND mode = %(mode)s);
