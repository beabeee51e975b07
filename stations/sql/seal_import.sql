-- Note in the journal what a run of the loader made, once.
--   id  of the run
SELECT seal_import(%(id)s);
