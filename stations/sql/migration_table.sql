-- Where applied migrations are recorded. Created under the lock, for CREATE ... IF NOT EXISTS races with itself.
SELECT pg_advisory_xact_lock(7305824910);
CREATE TABLE IF NOT EXISTS migration (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
