-- Note a run of the loader, one at a time.
--   source, file_name, sha256, datum, actor  of the run
-- Rows: id.
WITH alone AS MATERIALIZED (SELECT pg_advisory_xact_lock(7305824911))
INSERT INTO import (source, file_name, sha256, datum, imported_by)
SELECT %(source)s, %(file_name)s, %(sha256)s, %(datum)s, %(actor)s FROM alone
RETURNING id;
