-- A state that the lists know has a code in a dated fact, or a doubt says why it has none.
SELECT a.fact_id, a.actor_id FROM fact_actors a JOIN facts f USING (fact_id)
WHERE a.ccode_cow IS NULL AND a.gwcode IS NULL AND coalesce(f.date_start, f.date_end) IS NOT NULL
AND EXISTS (SELECT 1 FROM state_codes s WHERE s.actor_id = a.actor_id AND coalesce(s.ccode_cow, s.gwcode) IS NOT NULL)
AND NOT EXISTS (
  SELECT 1 FROM doubts d WHERE d.fact_id = a.fact_id AND d.actor_id = a.actor_id
  AND d.flag IN ('before_actor', 'after_actor', 'outside_state_lists'));
