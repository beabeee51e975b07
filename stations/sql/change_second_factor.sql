-- Set the own second factor, or remove it.
--   derived  what argon2id made of the password
--   secret   the new secret; NULL: none
--   step     the time step of the code that proved it
-- Rows: done, false where the password was wrong.
SELECT change_second_factor(%(derived)s, %(secret)s, %(step)s) AS done;
