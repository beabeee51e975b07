-- Put a plan away: its figures and layers go.
--   id
-- Rows: one: discarded; false when it is under way, or not the account's to put away.
SELECT discard_plan(%(id)s) AS discarded;
