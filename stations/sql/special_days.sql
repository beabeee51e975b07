-- Days that the store adds to the calendar.
-- Rows: on, day, zh, en.
SELECT day AS "on", what AS day, name_zh AS zh, name_en AS en FROM special_day ORDER BY day;
