-- Keep a piece of a road network.
--   road_graph_id, part, piece (bytes, at most 1 MiB)
INSERT INTO road_piece (road_graph_id, part, piece) VALUES (%(road_graph_id)s, %(part)s, %(piece)s);
