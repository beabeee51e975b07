-- End a token of the acting account.
--   id  of the token
-- Rows: done, false where there is none.
SELECT revoke_token(%(id)s) AS done;
