-- Set a password by a one-time link; all sessions and tokens of the account end, and its second factor goes.
--   secret                              of the link
--   salt, memory_kib, passes, verifier  of the new password
-- Rows: name, of the account; NULL for a link that is over.
SELECT redeem_link(%(secret)s, %(salt)s, %(memory_kib)s, %(passes)s, %(verifier)s) AS name;
