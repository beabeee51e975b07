-- A table for what was found about the places of one list.
DROP TABLE IF EXISTS pg_temp.remark;
CREATE TEMPORARY TABLE remark (source_id text, what text, detail text) ON COMMIT DROP;
