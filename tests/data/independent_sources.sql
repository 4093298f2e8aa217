-- A source that retells another adds no independent evidence to it, nor does one that cites another of ours for the act.
WITH cited AS (
  SELECT DISTINCT c.fact_id
  FROM citations k JOIN works w USING (work_id) JOIN claims c USING (claim_id)
  WHERE w.source_id IS NOT NULL AND w.source_id <> c.source_id
),
told AS (
  SELECT f.fact_id, f.n_sources, count(DISTINCT coalesce(s.derived_from, s.source_id)) AS n_told
  FROM facts f JOIN claims c USING (fact_id) JOIN sources s USING (source_id)
  GROUP BY f.fact_id, f.n_sources
)
SELECT fact_id FROM told
WHERE n_sources > n_told OR (n_sources < n_told AND fact_id NOT IN (FROM cited));
