-- An act takes two actors.
SELECT fact_id FROM facts f WHERE (SELECT count(DISTINCT actor_id) FROM fact_actors a WHERE a.fact_id = f.fact_id) < 2;
