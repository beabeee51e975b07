-- Make a source known, and leave one alone that is.
--   name  of the source
INSERT INTO source (name) VALUES (%(name)s) ON CONFLICT (name) DO NOTHING;
