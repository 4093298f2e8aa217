-- At most one of the values that a fact's claims differ on is shown, with its rule; the sources of each are there.
SELECT fact_id, attribute FROM disputes
GROUP BY fact_id, attribute
HAVING count(*) FILTER (is_chosen) > 1
UNION ALL
SELECT fact_id, attribute FROM disputes WHERE is_chosen <> (chosen_by IS NOT NULL)
UNION ALL
SELECT d.fact_id, d.attribute
FROM disputes d, unnest(string_split(d.source_ids, '; ')) AS told (source_id)
WHERE NOT EXISTS (SELECT 1 FROM claims c WHERE c.fact_id = d.fact_id AND c.source_id = told.source_id)
