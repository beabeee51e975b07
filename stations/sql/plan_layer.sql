-- One map layer of a plan.
--   plan_id, name
-- Rows: one or none: gzipped (a FeatureCollection).
SELECT gzipped FROM plan_layer WHERE plan_id = %(plan_id)s AND name = %(name)s;
