-- Demand: where people, riders or orders are, as points with weights, and where the numbers come from.
--
-- A data set that is brought again under its name replaces the one before, which stays: plans were made from it.

CREATE TABLE demand (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id     bigint REFERENCES unit,
    name        text NOT NULL CONSTRAINT demand_name_is_short CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    what        text NOT NULL CONSTRAINT demand_is_of_a_kind CHECK (what IN ('people', 'riders', 'orders', 'other')),
    source      text NOT NULL DEFAULT '' CHECK (length(source) <= 300),
    licence     text NOT NULL DEFAULT '' CHECK (length(licence) <= 300),
    observed_on date,
    file_name   text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
    sha256      text NOT NULL CONSTRAINT demand_file_is_known CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    asked       jsonb NOT NULL DEFAULT '{}',
    datum       text NOT NULL CONSTRAINT demand_datum_is_known CHECK (datum IN ('wgs84', 'gcj02', 'bd09')),
    points      integer NOT NULL CONSTRAINT demand_has_points CHECK (points > 0),
    weight      double precision NOT NULL CONSTRAINT demand_has_weight CHECK (weight > 0 AND weight < 'infinity'),
    by_hour     boolean NOT NULL DEFAULT false,
    bbox        double precision[] NOT NULL CONSTRAINT demand_box_is_whole CHECK (cardinality(bbox) = 4),
    notes       text[] NOT NULL DEFAULT '{}',
    loaded_by   text NOT NULL,
    loaded_at   timestamptz NOT NULL DEFAULT now(),
    replaced_at timestamptz
);
COMMENT ON COLUMN demand.unit_id IS 'whose planning it is for; NULL: entered by the command line, for every account';
COMMENT ON COLUMN demand.asked IS 'how the file was read: column of weights, joined to cells, cut to a box';
COMMENT ON COLUMN demand.datum IS 'of the file; points are kept in WGS-84';
COMMENT ON COLUMN demand.bbox IS 'west, south, east, north';
COMMENT ON COLUMN demand.replaced_at IS 'since when another one has its name; plans that were made from it can be run again';
CREATE UNIQUE INDEX demand_current ON demand (unit_id, name) NULLS NOT DISTINCT WHERE replaced_at IS NULL;

-- No foreign key: a million rows would be looked up one by one. They come with their data set alone, in its transaction.
CREATE TABLE demand_point (
    demand_id bigint NOT NULL,
    seq       integer NOT NULL,
    label     text NOT NULL,
    location  geography(Point, 4326) NOT NULL,
    weight    double precision NOT NULL,
    by_hour   double precision[] CONSTRAINT a_week_has_168_hours CHECK (cardinality(by_hour) = 168),
    outline   geography,
    PRIMARY KEY (demand_id, seq)
);
COMMENT ON COLUMN demand_point.by_hour IS 'weight in each hour of the week, Monday 00:00 first; weight is its mean';

SELECT guard_table('demand'), guard_table('demand_point');

CREATE POLICY seen ON demand FOR SELECT TO waystation_web
    USING (unit_id IS NULL AND (SELECT acting_account()) IS NOT NULL OR may('read', unit_id));
CREATE POLICY brought ON demand FOR INSERT TO waystation_web
    WITH CHECK (may('plan', unit_id) AND unit_id IS NOT DISTINCT FROM (SELECT acting_unit())
                AND loaded_by = (SELECT acting.shown_name FROM acting()));
CREATE POLICY replaced ON demand FOR UPDATE TO waystation_web
    USING (may('plan', unit_id)) WITH CHECK (may('plan', unit_id));
GRANT SELECT, INSERT (unit_id, name, what, source, licence, observed_on, file_name, sha256, asked, datum, points, weight, by_hour,
                      bbox, notes, loaded_by),
      UPDATE (what, source, licence, observed_on, replaced_at) ON demand TO waystation_web;

CREATE POLICY seen ON demand_point FOR SELECT TO waystation_web USING (demand_id IN (SELECT demand.id FROM demand));
-- Only to a data set that was entered in the same transaction: what is there is never added to.
CREATE POLICY brought ON demand_point FOR INSERT TO waystation_web
    WITH CHECK (demand_id IN (SELECT demand.id FROM demand
                               WHERE demand.loaded_at = now() AND may('plan', demand.unit_id)));
GRANT SELECT, INSERT ON demand_point TO waystation_web;
