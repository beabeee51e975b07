-- Change the own password; other sessions and all tokens end.
--   derived                             what argon2id made of the old one
--   salt, memory_kib, passes, verifier  of the new one
-- Rows: done, false where the old one was wrong.
SELECT change_password(%(derived)s, %(salt)s, %(memory_kib)s, %(passes)s, %(verifier)s) AS done;
