-- Record that a migration was applied.
--   number, name, checksum  of the migration
INSERT INTO migration (number, name, checksum) VALUES (%(number)s, %(name)s, %(checksum)s);
