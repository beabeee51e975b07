-- The counties that are loaded, with the names of the units above them.
-- Rows: code, name, city, province; by province and city. Municipalities name themselves as their city: it is left out.
SELECT code, name, nullif(nullif(btrim(city), ''), btrim(province)) AS city, nullif(btrim(province), '') AS province
  FROM county
 ORDER BY province, city, code;
