-- A table for demand points on their way in.
DROP TABLE IF EXISTS pg_temp.incoming_demand;
CREATE TEMPORARY TABLE incoming_demand (
    seq integer, label text, lon double precision, lat double precision, weight double precision, by_hour double precision[],
    outline geometry
) ON COMMIT DROP;
