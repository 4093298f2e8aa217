-- A fact's date is the date of one of its claims.
SELECT f.fact_id FROM facts f WHERE f.date_edtf IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.fact_id = f.fact_id AND c.date_edtf = f.date_edtf);
