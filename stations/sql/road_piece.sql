-- A piece of a road network.
--   road_graph_id, part
-- Rows: one or none: piece.
SELECT piece FROM road_piece WHERE road_graph_id = %(road_graph_id)s AND part = %(part)s;
