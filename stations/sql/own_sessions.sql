-- The open sessions of the acting account, this one first.
-- Rows: id, created_at, seen_on, this.
SELECT id, created_at, seen_on, this FROM own_sessions();
