-- The same places as a plain table with planar degrees, the form that generic feature servers expect.
DROP TABLE IF EXISTS place;
CREATE TABLE place AS
    SELECT id, name, kind, address, array_to_string(services, ',') AS services, hours, status, verified_at,
           location::geometry(Point, 4326) AS geom
      FROM station
     WHERE status IN ('open', 'suspended');
ALTER TABLE place ADD PRIMARY KEY (id);
CREATE INDEX place_geom ON place USING gist (geom);
ANALYZE place;
