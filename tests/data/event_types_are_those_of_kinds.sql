-- PLOVER type, quad class and intensity of what took place are those of its kind, or of the kind's end.
SELECT f.fact_id, f.kind, f.phase, f.plover_type FROM facts f JOIN kinds k USING (kind) WHERE f.status = 'occurred'
AND (f.plover_type, f.quad_class, f.intensity) IS DISTINCT FROM CASE WHEN f.phase = 'end'
  THEN (k.plover_end, k.quad_class_end, k.intensity_end) ELSE (k.plover_occurred, k.quad_class, k.intensity) END;
