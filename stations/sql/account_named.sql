-- The id of an account, for the owner of the store.
--   name  of the account
SELECT id FROM account WHERE name = %(name)s;
