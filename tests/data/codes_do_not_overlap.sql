-- A state has one set of codes at a time.
SELECT a.actor_id, a.valid_from, b.valid_from FROM state_codes a JOIN state_codes b
ON a.actor_id = b.actor_id AND a.valid_from < b.valid_from AND (a.valid_to IS NULL OR a.valid_to >= b.valid_from);
