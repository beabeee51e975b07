-- A table for boundaries on their way in.
DROP TABLE IF EXISTS pg_temp.incoming_county;
CREATE TEMPORARY TABLE incoming_county (code text, name text, city text, province text, area geometry) ON COMMIT DROP;
