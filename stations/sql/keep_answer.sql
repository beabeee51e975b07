-- Keep an answer, and forget a few that are older than seven days.
--   key, fingerprint, status, answer (json)  of the request
SELECT keep_answer(key => %(key)s, fingerprint => %(fingerprint)s, status => %(status)s, answer => %(answer)s);
