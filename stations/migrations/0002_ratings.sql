-- What couriers say of a place: stars, one a device, place and day.

CREATE TABLE rating (
    station_id  bigint NOT NULL REFERENCES station,
    day         date NOT NULL,
    voter       bytea NOT NULL,
    stars       smallint NOT NULL CONSTRAINT stars_are_one_to_five CHECK (stars BETWEEN 1 AND 5),
    comment     text CONSTRAINT comment_is_short CHECK (length(comment) <= 500),
    rated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, day, voter)
);
COMMENT ON COLUMN rating.voter IS
    'keyed digest of device, place and day: tells a second vote from a first, and links no two places or days';
CREATE INDEX rating_newest ON rating (station_id, rated_at DESC);

-- A Bayesian mean: ten votes of 3.5 stand behind every place before the first real one, so that one vote cannot swing it.
CREATE TABLE rating_summary (
    station_id  bigint PRIMARY KEY REFERENCES station,
    votes       integer NOT NULL CHECK (votes >= 0),
    stars_sum   integer NOT NULL,
    score       double precision GENERATED ALWAYS AS
                (CASE WHEN votes > 0 THEN round((3.5 * 10 + stars_sum) / (10 + votes), 2) END) STORED
);

CREATE FUNCTION summarise_rating() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    votes_more integer := CASE TG_OP WHEN 'INSERT' THEN 1 WHEN 'DELETE' THEN -1 ELSE 0 END;
    stars_more integer := CASE TG_OP WHEN 'DELETE' THEN 0 ELSE NEW.stars END - CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.stars END;
BEGIN
    INSERT INTO rating_summary AS summary (station_id, votes, stars_sum)
    VALUES (coalesce(NEW.station_id, OLD.station_id), votes_more, stars_more)
    ON CONFLICT (station_id) DO UPDATE
        SET votes = summary.votes + votes_more, stars_sum = summary.stars_sum + stars_more;
    RETURN NULL;
END $$;
CREATE TRIGGER rating_is_summarised AFTER INSERT OR UPDATE OF stars OR DELETE ON rating
    FOR EACH ROW EXECUTE FUNCTION summarise_rating();

-- Answers already given, so that a request sent twice counts once.
CREATE TABLE answered (
    key         text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 200),
    fingerprint bytea NOT NULL,
    status      smallint NOT NULL,
    answer      json NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX answered_by_age ON answered (answered_at);
