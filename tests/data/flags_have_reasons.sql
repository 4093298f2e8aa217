-- Every flag of a fact stands in doubts with its reason, and the other way round.
WITH short AS (
    SELECT fact_id, unnest(string_split(flags, '; ')) AS label FROM facts WHERE flags IS NOT NULL
), long AS (
    SELECT DISTINCT fact_id, flag || coalesce(':' || actor_id, '') AS label FROM doubts WHERE fact_id IS NOT NULL
)
(FROM short EXCEPT FROM long) UNION ALL (FROM long EXCEPT FROM short)
