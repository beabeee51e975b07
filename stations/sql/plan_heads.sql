-- What the first sentence of each plan is made of: its document without the lists that are long.
--   ids      which plans
-- Rows: id, head (as docs/plans.md has it, less the members named below).
SELECT id, result - '{by_area,by_hour,close_pairs,access,notes}'::text[] #- '{options,points}' #- '{options,outlines}' #- '{options,line}'
           #- '{site,curve}' #- '{compare,by_area}' #- '{compare,by_hour}' AS head
  FROM plan
 WHERE id = ANY(%(ids)s) AND state = 'done';
