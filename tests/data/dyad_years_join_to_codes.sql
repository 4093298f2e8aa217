-- A dyad-year of states finds its codes by actor and year, and gets none twice: no row is lost or doubled in a join.
WITH by_year AS (
  SELECT d.source_actor, d.target_actor, d.year, a.actor_id,
    (SELECT count(*) FROM state_codes s WHERE s.actor_id = a.actor_id
     AND year(s.valid_from) <= d.year AND (s.valid_to IS NULL OR year(s.valid_to) >= d.year)
     AND NOT EXISTS (SELECT 1 FROM state_codes t WHERE t.actor_id = s.actor_id AND t.valid_from > s.valid_from
       AND year(t.valid_from) <= d.year)) AS n
  FROM dyad_years d JOIN actors a ON a.actor_id IN (d.source_actor, d.target_actor)
  WHERE EXISTS (SELECT 1 FROM state_codes s WHERE s.actor_id = a.actor_id))
SELECT * FROM by_year b WHERE n > 1 OR (n = 0 AND NOT EXISTS (
  SELECT 1 FROM fact_actors p JOIN facts f USING (fact_id) WHERE p.actor_id = b.actor_id AND year(f.date_start) = b.year
  AND f.flags LIKE '%outside_state_lists:' || b.actor_id || '%'));
