-- Plans that need a road network: kept ones that were made with it, and those under way that go as its network is for.
--   name, mode, sha256, rules  of the network
--   newest                     whether it is the newest of its name and mode, which plans under way would take
-- Rows: id, title, state.
SELECT id, title, state
  FROM plan
 WHERE state = 'done'
   AND (result -> 'inputs' -> 'roads') @> jsonb_build_object('name', %(name)s::text, 'mode', %(mode)s::text,
                                                             'sha256', %(sha256)s::text, 'rules', %(rules)s::integer)
    OR %(newest)s::boolean AND state IN ('queued', 'working') AND asked ->> 'by' = %(mode)s::text
   AND coalesce(asked ->> 'roads', %(name)s::text) = %(name)s::text
 ORDER BY id;
