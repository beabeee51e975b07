-- The distinct hours in force of shown places.
-- Rows: text.
SELECT DISTINCT hours_in_force AS text
  FROM station
 WHERE status IN ('open', 'suspended') AND hours_in_force IS NOT NULL;
