-- The checksum of an applied migration.
--   number  of the migration
-- Rows: checksum; none when it is not applied.
SELECT checksum FROM migration WHERE number = %(number)s;
