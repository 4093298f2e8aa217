-- Machines code prose only: no claim of theirs begins in a note, a reference, a title or page furniture.
SELECT c.claim_id, p.passage_role FROM claims c
JOIN passages p ON p.source_id = c.source_id AND c.char_start >= p.char_start AND c.char_start < p.char_end
WHERE c.coder <> 'hand' AND p.passage_role NOT IN ('body', 'abstract', 'heading');
