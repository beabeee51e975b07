-- Keep an answer, and forget a few that are older than seven days.
--   key, fingerprint, status, answer (json)  of the request
WITH forgotten AS (
    DELETE FROM answered
     WHERE key IN (SELECT key FROM answered WHERE answered_at < now() - interval '7 days' ORDER BY answered_at LIMIT 10)
)
INSERT INTO answered (key, fingerprint, status, answer)
VALUES (%(key)s, %(fingerprint)s, %(status)s, %(answer)s::json);
