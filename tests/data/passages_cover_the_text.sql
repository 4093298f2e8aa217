-- The passages of a source follow each other without gap or overlap, from its first character to its last.
SELECT source_id FROM (
  SELECT p.source_id, s.n_chars, p.char_start, p.char_end,
    lag(p.char_end, 1, 0) OVER (PARTITION BY p.source_id ORDER BY p.char_start) AS before,
    max(p.char_end) OVER (PARTITION BY p.source_id) AS last
  FROM passages p JOIN sources s USING (source_id))
WHERE char_start <> before OR last <> n_chars;
