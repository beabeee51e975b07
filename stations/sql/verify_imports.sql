-- Runs of the loader that are not as the journal says, or not in it, and runs in it that are gone.
-- Rows: entry, import_id, what.
SELECT sealed.id AS entry, coalesce(import.id, (sealed.detail ->> 'import')::bigint) AS import_id,
       CASE WHEN sealed.id IS NULL THEN 'run_not_in_journal'
            WHEN import.id IS NULL THEN 'run_missing'
            WHEN sealed.detail ->> 'run' <> run_digest(import) THEN 'run_changed'
            ELSE 'run_records_changed' END AS what
  FROM import
  FULL JOIN (SELECT id, detail FROM journal WHERE act = 'import') AS sealed ON (sealed.detail ->> 'import')::bigint = import.id
 WHERE sealed.id IS NULL OR import.id IS NULL
    OR sealed.detail ->> 'run' <> run_digest(import)
    OR sealed.detail ->> 'digest' <> import_digest(import.id)
 ORDER BY 2;
