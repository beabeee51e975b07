-- Ratings with reasons, ratings that are taken back, and ratings that wait for a manager.
--
-- The first summary counted down by an upsert of -1 votes, which its own CHECK refused: a rating could not be removed.

CREATE TABLE rating_reason (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]*$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    good     boolean NOT NULL,
    rank     integer NOT NULL
);
INSERT INTO rating_reason (code, name_zh, name_en, good, rank) VALUES
    ('clean',         '干净',     'Clean',          true,  1),
    ('hot_water',     '有热水',   'Hot water',      true,  2),
    ('friendly',      '态度好',   'Friendly',       true,  3),
    ('easy_to_find',  '好找',     'Easy to find',   true,  4),
    ('crowded',       '人多没座', 'Crowded',        false, 5),
    ('dirty',         '不干净',   'Dirty',          false, 6),
    ('broken_things', '东西坏了', 'Broken things',  false, 7),
    ('not_let_in',    '不让进',   'Not let in',     false, 8);

ALTER TABLE rating
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rating_has_a_number UNIQUE,
    ADD COLUMN reasons text[] NOT NULL DEFAULT '{}' CONSTRAINT reasons_are_few CHECK (cardinality(reasons) <= 10),
    ADD COLUMN newcomer boolean NOT NULL DEFAULT false,
    ADD COLUMN received_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN held text;
COMMENT ON COLUMN rating.newcomer IS 'the device was less than a day old';
COMMENT ON COLUMN rating.rated_at IS 'when it was tapped, received_at when it got here';
COMMENT ON COLUMN rating.held IS 'why it waits for a manager and counts for nothing until then; NULL: it counts';
CREATE INDEX rating_of_newcomers ON rating (station_id, received_at) WHERE newcomer;
CREATE INDEX rating_held ON rating (id) WHERE held IS NOT NULL;

CREATE FUNCTION check_reasons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(NEW.reasons) AS given (code)
                WHERE NOT EXISTS (SELECT FROM rating_reason WHERE rating_reason.code = given.code)) THEN
        RAISE foreign_key_violation USING MESSAGE = format('unknown reason among %s: add it to its table first', NEW.reasons);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reasons_are_known BEFORE INSERT OR UPDATE OF reasons ON rating
    FOR EACH ROW WHEN (NEW.reasons <> '{}') EXECUTE FUNCTION check_reasons();

-- A place has a summary from its first counted vote on, also when all were taken back.
CREATE OR REPLACE FUNCTION summarise_rating() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    votes_more integer := 0;
    stars_more integer := 0;
BEGIN
    IF TG_OP <> 'DELETE' AND NEW.held IS NULL THEN
        votes_more := 1;
        stars_more := NEW.stars;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.held IS NULL THEN
        votes_more := votes_more - 1;
        stars_more := stars_more - OLD.stars;
    END IF;
    IF votes_more = 1 THEN
        INSERT INTO rating_summary AS summary (station_id, votes, stars_sum) VALUES (NEW.station_id, 1, stars_more)
        ON CONFLICT (station_id) DO UPDATE SET votes = summary.votes + 1, stars_sum = summary.stars_sum + stars_more;
    ELSIF votes_more <> 0 OR stars_more <> 0 THEN
        UPDATE rating_summary SET votes = votes + votes_more, stars_sum = stars_sum + stars_more
         WHERE station_id = OLD.station_id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER rating_is_summarised ON rating;
CREATE TRIGGER rating_is_summarised AFTER INSERT OR UPDATE OF stars, held OR DELETE ON rating
    FOR EACH ROW EXECUTE FUNCTION summarise_rating();
