-- The account of this transaction.
-- Rows: one or none: account_id, name, shown_name, role, unit_id, scopes, session_id.
SELECT account_id, name, shown_name, role, unit_id, scopes, session_id FROM acting();
