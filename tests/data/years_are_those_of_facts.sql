-- A dyad-year counts facts of that year that took place.
SELECT d.* FROM dyad_years d WHERE d.n_facts > (
  SELECT count(*) FROM facts f WHERE f.status = 'occurred' AND year(f.date_start) = d.year AND year(f.date_end) = d.year);
