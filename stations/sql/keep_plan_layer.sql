-- Keep one map layer of a plan.
--   plan_id, name, features (their number), gzipped (a FeatureCollection)
INSERT INTO plan_layer (plan_id, name, features, gzipped) VALUES (%(plan_id)s, %(name)s, %(features)s, %(gzipped)s);
