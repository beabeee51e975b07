-- How many places an undoing closes, puts back, and may not touch.
-- Rows: closed, restored, foreign.
SELECT count(*) FILTER (WHERE allowed AND back <> '{}' AND first = 1) AS closed,
       count(*) FILTER (WHERE allowed AND back <> '{}' AND first > 1) AS restored,
       count(*) FILTER (WHERE NOT allowed) AS foreign
  FROM import_undo;
