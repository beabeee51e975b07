-- A table for how to take back each record of one run, to the end of the transaction.
DROP TABLE IF EXISTS pg_temp.import_undo;
CREATE TEMPORARY TABLE import_undo (
    station_id  bigint,
    first       integer,
    last        integer,
    allowed     boolean,
    back        jsonb,
    kept        text[]
) ON COMMIT DROP;
