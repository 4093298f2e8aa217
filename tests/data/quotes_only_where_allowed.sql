-- The words of a source stand in the release only where it may be quoted.
SELECT c.claim_id FROM claims c JOIN sources s USING (source_id) WHERE c.quote IS NOT NULL AND NOT s.may_quote;
