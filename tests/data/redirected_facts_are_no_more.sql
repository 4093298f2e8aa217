-- No id is both a fact and redirected; only a fact that was split may stand for the rest of its claims.
SELECT r.redirect_id, r.old_fact_id FROM redirects r JOIN facts f ON f.fact_id = r.old_fact_id
WHERE r.redirect <> 'split'
