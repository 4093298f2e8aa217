-- What is planned, proposed, called off or only alleged is in word, weaker than the act itself, and counts in no year.
SELECT f.fact_id, f.status, f.quad_class, f.intensity FROM facts f JOIN kinds k USING (kind)
WHERE f.status <> 'occurred'
AND (f.quad_class NOT LIKE 'verbal%' OR abs(f.intensity) > greatest(abs(k.intensity), abs(k.intensity_end)) / 2);
