-- A source that retells another adds no independent evidence to it.
SELECT f.fact_id FROM facts f JOIN claims c USING (fact_id) JOIN sources s USING (source_id)
GROUP BY f.fact_id, f.n_sources HAVING count(DISTINCT coalesce(s.derived_from, s.source_id)) <> f.n_sources;
