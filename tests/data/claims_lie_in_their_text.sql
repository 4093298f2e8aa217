-- A claim's place lies inside its source's text.
SELECT c.claim_id FROM claims c JOIN sources s USING (source_id) WHERE c.char_end > s.n_chars;
