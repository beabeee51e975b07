-- Years that the store makes complete.
-- Rows: year.
SELECT year FROM complete_year ORDER BY year;
