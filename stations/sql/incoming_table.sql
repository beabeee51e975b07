-- A table for one list on its way in: stations.record.FIELDS, hours as text and in their stored form, each row numbered; and one for the county of each.
DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.covering;
CREATE TEMPORARY TABLE covering (row bigint, county_code text) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming (
    row                  bigint GENERATED ALWAYS AS IDENTITY,
    source_id            text,
    kind                 text,
    name                 text,
    lon                  double precision,
    lat                  double precision,
    name_en              text,
    address              text,
    county_stated        text,
    services             text[],
    services_inferred    text[],
    hours                text,
    hours_text           text,
    hours_inferred       text,
    hours_inferred_text  text,
    phone                text,
    operator             text,
    entry_mode           text,
    entry_hint           text,
    capacity             integer,
    capacity_inferred    integer,
    details              jsonb,
    status               text,
    status_reason        text,
    status_until         date,
    observed_on          date,
    verified_at          date,
    hours_verified_at    date,
    services_verified_at date
) ON COMMIT DROP;
