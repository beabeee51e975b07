-- End a session that was lent to a job.
--   secret  the digest
UPDATE session SET revoked_at = now() WHERE secret = %(secret)s AND revoked_at IS NULL;
