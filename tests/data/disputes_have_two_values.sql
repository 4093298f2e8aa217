-- A dispute has at least two values, and its fact says so.
SELECT d.fact_id, d.attribute FROM disputes d JOIN facts f USING (fact_id)
GROUP BY ALL HAVING count(*) < 2 OR NOT bool_and(f.is_disputed);
