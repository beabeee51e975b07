-- Whose one-time link it is, while it can be used.
--   secret  of the link
-- Rows: one or none: name, shown_name, expires_at.
SELECT name, shown_name, expires_at FROM link_of(%(secret)s);
