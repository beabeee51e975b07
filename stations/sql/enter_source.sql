-- Make a source known.
--   name, made_up  of the source
--   licence        replaces the one on record unless NULL
INSERT INTO source (name, licence, made_up) VALUES (%(name)s, %(licence)s, %(made_up)s)
ON CONFLICT (name) DO UPDATE SET licence = coalesce(excluded.licence, source.licence);
