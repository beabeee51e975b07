-- Road networks that planners measure over, one a mode, made from OpenStreetMap extracts by the command line.
--
-- They belong to nobody: every account sees them. A graph is never changed, so that a plan can be run again over the
-- very roads that it was made with; a newer extract is a further one of the same name.

CREATE TABLE road_graph (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CONSTRAINT road_graph_name_is_short CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    mode       text NOT NULL CONSTRAINT road_mode_is_known CHECK (mode IN ('walk', 'ebike', 'truck')),
    source     text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    licence    text NOT NULL CHECK (length(licence) BETWEEN 1 AND 300),
    file_name  text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 300),
    sha256     text NOT NULL CONSTRAINT road_sha256_is_one CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    rules      integer NOT NULL,
    west       double precision NOT NULL,
    south      double precision NOT NULL,
    east       double precision NOT NULL,
    north      double precision NOT NULL,
    nodes      bigint NOT NULL CHECK (nodes > 0),
    edges      bigint NOT NULL CHECK (edges > 0),
    length_m   double precision NOT NULL CHECK (length_m >= 0),
    made_by    text NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT one_graph_of_a_file UNIQUE (name, mode, sha256, rules)
);
COMMENT ON COLUMN road_graph.sha256 IS 'of the extract';
COMMENT ON COLUMN road_graph.rules IS 'the version of the rules by which ways became edges';
CREATE INDEX road_graph_newest ON road_graph (name, mode, id DESC);

-- The arrays of a graph, a compressed npz in pieces: nobody needs to send all of it at once.
CREATE TABLE road_piece (
    road_graph_id bigint NOT NULL REFERENCES road_graph ON DELETE CASCADE,
    part          integer NOT NULL,
    piece         bytea NOT NULL CONSTRAINT road_piece_is_bounded CHECK (length(piece) <= 1048576),
    PRIMARY KEY (road_graph_id, part)
);
ALTER TABLE road_piece ALTER COLUMN piece SET STORAGE EXTERNAL;

SELECT guard_table('road_graph'), guard_table('road_piece');
CREATE POLICY seen ON road_graph FOR SELECT TO waystation_web USING ((SELECT acting_account()) IS NOT NULL);
CREATE POLICY seen ON road_piece FOR SELECT TO waystation_web USING ((SELECT acting_account()) IS NOT NULL);
GRANT SELECT ON road_graph, road_piece TO waystation_web;
