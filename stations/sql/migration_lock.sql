-- One program migrates at a time. A migration that waits long for a table gives up rather than hold up every reader.
SELECT pg_advisory_xact_lock(7305824910), set_config('lock_timeout', '10s', true), set_config('statement_timeout', '10min', true);
