-- The CoW code of a party is one that its state has on some day of the fact's date.
SELECT a.fact_id, a.actor_id, a.ccode_cow FROM fact_actors a JOIN facts f USING (fact_id)
WHERE a.ccode_cow IS NOT NULL AND f.date_start IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM state_codes s WHERE s.actor_id = a.actor_id AND s.ccode_cow = a.ccode_cow
  AND (s.valid_from IS NULL OR f.date_end IS NULL OR s.valid_from <= f.date_end)
  AND (s.valid_to IS NULL OR s.valid_to >= f.date_start));
