-- Plans that may be seen, the newest first, without those put away.
--   before   an id: only older ones; NULL for the newest
--   limit    most rows to return
--   id       only this one, though it was put away; NULL for all
--   job_id   only the one that this job makes; NULL for all
--   whole    whether with all that was asked and what came of it
-- Rows: what stations.plans.Plan holds; unless whole, result is NULL, and what files brought is left out of asked.
SELECT plan.id, plan.job_id, plan.account_id, plan.asked_by, plan.unit_id, unit.name AS unit, plan.title, plan.what,
       CASE WHEN %(whole)s THEN plan.asked ELSE plan.asked - '{points,outlines,line}'::text[] END AS asked,
       plan.again_of, plan.state, plan.share, plan.stage, plan.reason, plan.params, plan.stop_asked IS NOT NULL AS stopping,
       CASE WHEN %(whole)s THEN plan.result END AS result,
       (plan.result -> 'figures' ->> 'share')::float8 AS covered_share, plan.digest, plan.seconds,
       plan.created_at, plan.started_at, plan.finished_at,
       ARRAY(SELECT name FROM plan_layer WHERE plan_id = plan.id ORDER BY name) AS layers
  FROM plan
  LEFT JOIN unit ON unit.id = plan.unit_id
 WHERE CASE WHEN %(id)s::bigint IS NOT NULL THEN plan.id = %(id)s WHEN %(job_id)s::bigint IS NOT NULL THEN plan.job_id = %(job_id)s
            ELSE plan.state <> 'discarded' END
   AND (%(before)s::bigint IS NULL OR plan.id < %(before)s)
 ORDER BY plan.id DESC
 LIMIT %(limit)s;
