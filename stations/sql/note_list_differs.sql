-- Note of places that were amended by hand what their list says otherwise, and forget what it says no more. Of
-- days on which facts were confirmed the later one holds, whoever said it.
--   source  of the list
--   stated  the fields that the list has columns for
-- Rows: left_alone, how many fields the list says otherwise.  Index: station_edited.
WITH said AS MATERIALIZED (
    SELECT station.id, field,
           coalesce(nullif(nullif(nullif(record -> CASE field WHEN 'hours' THEN 'hours_text' ELSE field END, 'null'), '[]'), '{}'), '""') AS ours,
           coalesce(nullif(nullif(nullif(list -> CASE field WHEN 'hours' THEN 'hours_text' ELSE field END, 'null'), '[]'), '{}'), '""') AS theirs
      FROM station
      JOIN incoming ON incoming.source_id = station.source_id
     CROSS JOIN LATERAL (SELECT record_of(station) AS record, to_jsonb(incoming) AS list) AS written
     CROSS JOIN LATERAL unnest(station.edited_fields) AS field
     WHERE station.source = %(source)s AND station.edited_fields <> '{}' AND field = ANY (%(stated)s::text[])
       AND right(field, 11) <> 'verified_at' AND right(field, 9) <> '_inferred'
), otherwise AS (
    SELECT * FROM said WHERE ours <> theirs
), noted AS (
    INSERT INTO finding (station_id, what, detail)
    SELECT id, 'list_differs', left(string_agg(format('%%s: %%s', field, theirs), '; ' ORDER BY field), 1000)
      FROM otherwise
     GROUP BY id
    ON CONFLICT (station_id, what) DO UPDATE SET detail = excluded.detail WHERE finding.detail <> excluded.detail
), forgotten AS (
    DELETE FROM finding USING station
     WHERE finding.station_id = station.id AND finding.what = 'list_differs' AND station.source = %(source)s
       AND NOT EXISTS (SELECT FROM otherwise WHERE otherwise.id = station.id)
)
SELECT count(*) AS left_alone FROM otherwise;
