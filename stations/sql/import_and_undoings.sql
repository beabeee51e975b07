-- A run of the loader, and all runs that undid another.
--   import_id  of the run
-- Rows: id, source, undoes.
SELECT id, source, (account ->> 'undoes')::bigint AS undoes
  FROM import
 WHERE id = %(import_id)s OR account ? 'undoes'
 ORDER BY id;
