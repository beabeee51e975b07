-- Enter a road network, or nothing when the same was made of the same file by the same rules.
--   name, mode, source, licence, file_name, sha256, rules, west, south, east, north, nodes, edges, length_m, made_by
-- Rows: id, or none when it was there.
INSERT INTO road_graph (name, mode, source, licence, file_name, sha256, rules, west, south, east, north, nodes, edges,
                        length_m, made_by)
VALUES (%(name)s, %(mode)s, %(source)s, %(licence)s, %(file_name)s, %(sha256)s, %(rules)s, %(west)s, %(south)s, %(east)s,
        %(north)s, %(nodes)s, %(edges)s, %(length_m)s, %(made_by)s)
    ON CONFLICT (name, mode, sha256, rules) DO NOTHING
RETURNING id;
