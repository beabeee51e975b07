-- Road networks, the newest first.
--   id      only this one; NULL for any
--   name    only of this name; NULL for any
--   mode    only of this mode; NULL for any
--   sha256  only of this extract; NULL for any
--   newest  only the newest of each name and mode
-- Rows: all that is known of each, `pieces` and `bytes` of its arrays among it.
SELECT id, name, mode, source, licence, file_name, sha256, rules, west, south, east, north, nodes, edges, length_m, made_by,
       made_at, of.pieces, of.bytes
  FROM road_graph
 CROSS JOIN LATERAL (SELECT count(*) AS pieces, coalesce(sum(length(piece)), 0)::bigint AS bytes
                       FROM road_piece WHERE road_graph_id = road_graph.id) AS of
 WHERE (%(id)s::bigint IS NULL OR id = %(id)s)
   AND (%(name)s::text IS NULL OR name = %(name)s)
   AND (%(mode)s::text IS NULL OR mode = %(mode)s)
   AND (%(sha256)s::text IS NULL OR sha256 = %(sha256)s)
   AND NOT (%(newest)s AND EXISTS (SELECT FROM road_graph AS later
                                    WHERE later.name = road_graph.name AND later.mode = road_graph.mode
                                      AND later.id > road_graph.id))
 ORDER BY id DESC;
