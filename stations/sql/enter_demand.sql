-- Enter a data set of demand, without its points: for the acting account's unit, or for all where nobody acts.
--   name, what, source, licence, observed_on, file_name, sha256, datum   where it comes from
--   asked (json), notes                                                  how it was read
--   points, weight, by_hour, bbox                                        what is in it
--   actor                                                                who enters it where no account acts
-- Rows: id.
INSERT INTO demand (unit_id, name, what, source, licence, observed_on, file_name, sha256, datum, asked, notes, points, weight,
                    by_hour, bbox, loaded_by)
VALUES (acting_unit(), %(name)s, %(what)s, %(source)s, %(licence)s, %(observed_on)s, %(file_name)s, %(sha256)s, %(datum)s,
        %(asked)s::jsonb, %(notes)s::text[], %(points)s, %(weight)s, %(by_hour)s, %(bbox)s::double precision[],
        coalesce((SELECT acting.shown_name FROM acting()), %(actor)s))
RETURNING id;
