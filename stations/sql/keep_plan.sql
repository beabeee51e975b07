-- Keep a plan that the command line made.
--   asked_by, title, what, asked (json), again_of
--   result (json)       the document
--   digest, seconds     of its numbers; how long it took
-- Rows: id.
INSERT INTO plan (asked_by, title, what, asked, again_of, state, share, result, inputs, versions, digest, seconds, started_at, finished_at)
SELECT %(asked_by)s, %(title)s, %(what)s, %(asked)s::jsonb, %(again_of)s, 'done', 1, found, found -> 'inputs', found -> 'versions',
       %(digest)s, %(seconds)s, clock_timestamp() - make_interval(secs => %(seconds)s), clock_timestamp()
  FROM (SELECT %(result)s::jsonb AS found) AS made
RETURNING id;
