-- What is merged is one fact, what is split is two, what is rejected is no claim, what is corrected is one.
SELECT d.decision_id
FROM decisions d LEFT JOIN claims a ON a.claim_id = d.claim_id LEFT JOIN claims b ON b.claim_id = d.other_claim_id
WHERE CASE d.action
    WHEN 'merge' THEN a.fact_id IS DISTINCT FROM b.fact_id
    WHEN 'split' THEN a.fact_id IS NOT DISTINCT FROM b.fact_id
    WHEN 'reject' THEN a.claim_id IS NOT NULL
    ELSE false
END
