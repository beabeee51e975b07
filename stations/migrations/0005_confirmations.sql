-- "Still right", tapped by somebody who is there: one a device, place, fact and day.

CREATE TABLE confirmation (
    station_id   bigint NOT NULL REFERENCES station,
    fact         text NOT NULL CONSTRAINT fact_is_known CHECK (fact IN ('existence', 'hours', 'services')),
    day          date NOT NULL,
    voter        bytea NOT NULL,
    confirmed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, fact, day, voter)
);

-- The last day on which each fact was confirmed.
CREATE TABLE confirmed (
    station_id   bigint PRIMARY KEY REFERENCES station,
    existence    date,
    hours        date,
    services     date
);
