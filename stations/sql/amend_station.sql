-- Amend one place by hand, if its record is still the version that the change was made to.
--   id, version  of the place, and of the record that was seen
--   fields       the columns to set, `lon` standing for both numbers of a point; each is given by its name, others are left
--   edited       the fields that lists leave alone from now on
-- Rows: version, of the record as it is then; none when it was changed meanwhile. A county comes of the point.
WITH point AS (
    SELECT ST_SetSRID(ST_MakePoint(%(lon)s::float8, %(lat)s::float8), 4326) AS there
)
UPDATE station
   SET name = CASE WHEN 'name' = ANY (fields) THEN %(name)s ELSE name END,
       name_en = CASE WHEN 'name_en' = ANY (fields) THEN %(name_en)s ELSE name_en END,
       kind = CASE WHEN 'kind' = ANY (fields) THEN %(kind)s ELSE kind END,
       address = CASE WHEN 'address' = ANY (fields) THEN %(address)s ELSE address END,
       location = CASE WHEN 'lon' = ANY (fields) THEN point.there::geography ELSE location END,
       county_code = CASE WHEN 'lon' = ANY (fields)
                          THEN (SELECT min(code) FROM county_piece WHERE ST_Covers(piece, point.there)) ELSE county_code END,
       services = CASE WHEN 'services' = ANY (fields) THEN %(services)s::text[] ELSE services END,
       services_inferred = CASE WHEN 'services' = ANY (fields) THEN '{}' ELSE services_inferred END,
       hours = CASE WHEN 'hours' = ANY (fields) THEN %(hours)s ELSE hours END,
       hours_text = CASE WHEN 'hours' = ANY (fields) THEN %(hours_text)s ELSE hours_text END,
       hours_exceptions = CASE WHEN 'hours_exceptions' = ANY (fields) THEN %(hours_exceptions)s ELSE hours_exceptions END,
       phone = CASE WHEN 'phone' = ANY (fields) THEN %(phone)s ELSE phone END,
       operator = CASE WHEN 'operator' = ANY (fields) THEN %(operator)s ELSE operator END,
       entry_mode = CASE WHEN 'entry_mode' = ANY (fields) THEN %(entry_mode)s ELSE entry_mode END,
       entry_hint = CASE WHEN 'entry_hint' = ANY (fields) THEN %(entry_hint)s ELSE entry_hint END,
       capacity = CASE WHEN 'capacity' = ANY (fields) THEN %(capacity)s::integer ELSE capacity END,
       details = CASE WHEN 'details' = ANY (fields) THEN %(details)s::jsonb ELSE details END,
       status = CASE WHEN 'status' = ANY (fields) THEN %(status)s ELSE status END,
       status_reason = CASE WHEN 'status_reason' = ANY (fields) THEN %(status_reason)s ELSE status_reason END,
       status_until = CASE WHEN 'status_until' = ANY (fields) THEN %(status_until)s::date ELSE status_until END,
       verified_at = CASE WHEN 'verified_at' = ANY (fields) THEN %(verified_at)s::date ELSE verified_at END,
       hours_verified_at = CASE WHEN 'hours_verified_at' = ANY (fields) THEN %(hours_verified_at)s::date ELSE hours_verified_at END,
       services_verified_at = CASE WHEN 'services_verified_at' = ANY (fields) THEN %(services_verified_at)s::date
                                   ELSE services_verified_at END,
       edited_fields = ARRAY(SELECT DISTINCT unnest(edited_fields || %(edited)s::text[]) AS field ORDER BY field)
  FROM point, (VALUES (%(fields)s::text[])) AS given (fields)
 WHERE station.id = %(id)s AND station.version = %(version)s
RETURNING station.version;
