-- Every redirect leads to a fact that exists, unless it says that it is gone; none to itself or on to another.
SELECT r.redirect_id, r.old_fact_id, r.new_fact_id FROM redirects r
WHERE (r.redirect = 'gone') <> (r.new_fact_id IS NULL)
   OR r.new_fact_id NOT IN (SELECT fact_id FROM facts)
   OR r.new_fact_id = r.old_fact_id
