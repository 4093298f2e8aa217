-- A fact has the number of claims it says, and every claim a fact.
SELECT f.fact_id FROM facts f LEFT JOIN claims c USING (fact_id) GROUP BY f.fact_id, f.n_claims HAVING count(c.claim_id) <> f.n_claims
UNION ALL SELECT claim_id FROM claims WHERE fact_id IS NULL;
