-- Each side of a fact has the codes that its state has on some day of the fact's date, and no other.
SELECT a.fact_id, a.actor_id, a.iso3, a.ccode_cow, a.gwcode FROM fact_actors a JOIN facts f USING (fact_id)
WHERE (a.ccode_cow IS NOT NULL OR a.gwcode IS NOT NULL) AND coalesce(f.date_start, f.date_end) IS NOT NULL
AND NOT EXISTS (
  SELECT 1 FROM state_codes s WHERE s.actor_id = a.actor_id
  AND s.ccode_cow IS NOT DISTINCT FROM a.ccode_cow AND s.gwcode IS NOT DISTINCT FROM a.gwcode
  AND s.iso3 IS NOT DISTINCT FROM a.iso3
  AND (s.valid_from IS NULL OR f.date_end IS NULL OR s.valid_from <= f.date_end)
  AND (s.valid_to IS NULL OR f.date_start IS NULL OR s.valid_to >= f.date_start));
