-- Plans: what planners asked, what it was worked out from, and what came of it.
--
-- A plan that an account asks for is made by a job of the task `plan`; one that the command line makes has no job, no
-- account and no unit, and every account sees it.

CREATE TABLE plan (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id      bigint UNIQUE REFERENCES job,
    account_id  bigint REFERENCES account,
    asked_by    text NOT NULL,
    unit_id     bigint REFERENCES unit,
    title       text NOT NULL CONSTRAINT plan_title_is_short CHECK (length(btrim(title)) BETWEEN 1 AND 200),
    what        text NOT NULL CONSTRAINT what_is_planned_is_known
                CHECK (what IN ('coverage', 'gaps', 'site', 'corridor', 'compare')),
    asked       jsonb NOT NULL CONSTRAINT asked_is_an_object CHECK (jsonb_typeof(asked) = 'object'),
    again_of    bigint REFERENCES plan,
    state       text NOT NULL DEFAULT 'queued'
                CONSTRAINT plan_state_is_known CHECK (state IN ('queued', 'working', 'done', 'failed', 'discarded')),
    share       real CONSTRAINT share_is_one CHECK (share BETWEEN 0 AND 1),
    stage       text,
    reason      text,
    params      jsonb NOT NULL DEFAULT '{}',
    stop_asked  timestamptz,
    inputs      jsonb,
    versions    jsonb,
    result      jsonb,
    digest      text,
    seconds     real,
    created_at  timestamptz NOT NULL DEFAULT now(),
    started_at  timestamptz,
    finished_at timestamptz,
    CONSTRAINT what_is_done_has_a_result
        CHECK (state <> 'done' OR result IS NOT NULL AND inputs IS NOT NULL AND versions IS NOT NULL AND digest IS NOT NULL)
);
COMMENT ON COLUMN plan.asked_by IS 'the name by which the account is shown; of the command line, its own';
COMMENT ON COLUMN plan.unit_id IS 'of the account that asked: whose branch it is for; NULL: the whole store';
COMMENT ON COLUMN plan.asked IS 'the options, all defaults written out: the same are asked again';
COMMENT ON COLUMN plan.share IS 'how much of it is done';
COMMENT ON COLUMN plan.stop_asked IS 'since when it is to come to an end with what it has';
COMMENT ON COLUMN plan.digest IS 'of the numbers of the result: the same inputs give the same';
CREATE INDEX plan_of_unit ON plan (unit_id, id);
CREATE INDEX plan_of_account ON plan (account_id, id);

CREATE TABLE plan_layer (
    plan_id  bigint NOT NULL REFERENCES plan,
    name     text NOT NULL CONSTRAINT layer_is_known CHECK (name IN ('demand', 'areas', 'gaps', 'sites', 'places', 'corridor')),
    features integer NOT NULL,
    gzipped  bytea NOT NULL CONSTRAINT layer_is_bounded CHECK (length(gzipped) <= 33554432),
    PRIMARY KEY (plan_id, name)
);
COMMENT ON COLUMN plan_layer.gzipped IS 'a GeoJSON FeatureCollection';

-- --- Its job ----------------------------------------------------------------------------------------------------------

ALTER TABLE job DROP CONSTRAINT task_is_known;
ALTER TABLE job ADD CONSTRAINT task_is_known CHECK (task IN ('preview', 'apply', 'undo', 'export', 'plan'));
ALTER POLICY seen ON job
    USING (CASE task WHEN 'export' THEN account_id = (SELECT acting_account()) AND may('read', unit_id)
                     WHEN 'plan' THEN may('plan', unit_id)
                     ELSE may('import', unit_id) END);
ALTER POLICY asked_for ON job
    WITH CHECK (account_id = (SELECT acting_account()) AND asked_by = (SELECT acting.shown_name FROM acting())
                AND unit_id IS NOT DISTINCT FROM (SELECT acting_unit())
                AND CASE task WHEN 'preview' THEN may('import', unit_id) WHEN 'export' THEN may('read', unit_id)
                              WHEN 'plan' THEN may('plan', unit_id) ELSE false END);

-- What becomes of the job becomes of the plan.
CREATE FUNCTION follow_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE plan
       SET state = CASE NEW.state WHEN 'expired' THEN 'discarded' ELSE NEW.state END, reason = NEW.reason, params = NEW.params,
           stage = NULL, share = NULL,
           started_at = CASE NEW.state WHEN 'working' THEN now() ELSE started_at END,
           finished_at = CASE NEW.state WHEN 'working' THEN NULL ELSE now() END
     WHERE job_id = NEW.id AND state IN ('queued', 'working');
    RETURN NULL;
END $$;
SELECT by_owner('follow_job()');
CREATE TRIGGER job_tells_its_plan AFTER UPDATE OF state ON job FOR EACH ROW
    WHEN (NEW.task = 'plan' AND NEW.state <> 'done') EXECUTE FUNCTION follow_job();

-- --- Who sees and asks for what ---------------------------------------------------------------------------------------

SELECT guard_table('plan'), guard_table('plan_layer');

-- What the command line made is everybody's to see who has an account.
CREATE POLICY seen ON plan FOR SELECT TO waystation_web
    USING (may('read', unit_id) OR job_id IS NULL AND unit_id IS NULL AND (SELECT acting_account()) IS NOT NULL);
-- Tell whether the acting account may see a plan: a policy on plans cannot look among plans itself.
CREATE FUNCTION sees_plan(asked_id bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM plan WHERE id = asked_id
                      AND (may('read', unit_id) OR job_id IS NULL AND unit_id IS NULL AND acting_account() IS NOT NULL))
$$;
SELECT door('sees_plan(bigint)');
CREATE POLICY asked_for ON plan FOR INSERT TO waystation_web
    WITH CHECK (account_id = (SELECT acting_account()) AND asked_by = (SELECT acting.shown_name FROM acting())
                AND unit_id IS NOT DISTINCT FROM (SELECT acting_unit()) AND may('plan', unit_id)
                AND (again_of IS NULL OR sees_plan(again_of))
                AND EXISTS (SELECT FROM job WHERE job.id = job_id AND job.task = 'plan' AND job.state = 'queued'
                               AND job.account_id = (SELECT acting_account())));
GRANT SELECT ON plan TO waystation_web;
GRANT INSERT (job_id, account_id, asked_by, unit_id, title, what, asked, again_of) ON plan TO waystation_web;

CREATE POLICY seen ON plan_layer FOR SELECT TO waystation_web USING (EXISTS (SELECT FROM plan WHERE plan.id = plan_id));
CREATE POLICY made ON plan_layer FOR INSERT TO waystation_web
    WITH CHECK (EXISTS (SELECT FROM plan WHERE plan.id = plan_id AND plan.state = 'working'
                           AND plan.account_id = (SELECT acting_account()) AND may('plan', plan.unit_id)));
GRANT SELECT, INSERT ON plan_layer TO waystation_web;

-- Have a plan come to an end: one that waits is put away, one that is worked on keeps what it has. False: neither, or not seen.
CREATE FUNCTION stop_plan(asked_id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE stopped plan;
BEGIN
    SELECT * INTO stopped FROM plan WHERE id = asked_id AND may('plan', unit_id);
    UPDATE job SET state = 'discarded', stage = NULL, changed_at = now() WHERE id = stopped.job_id AND state = 'queued';
    IF FOUND THEN
        RETURN true;
    END IF;
    UPDATE plan SET stop_asked = coalesce(stop_asked, now()) WHERE id = stopped.id AND state = 'working';
    RETURN FOUND;
END $$;

-- Put a plan away that nobody needs any more: its layers and figures go, that it was asked for stays.
CREATE FUNCTION discard_plan(asked_id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE plan SET state = 'discarded', result = NULL
     WHERE id = asked_id AND state IN ('done', 'failed') AND may('plan', unit_id);
    IF FOUND THEN
        DELETE FROM plan_layer WHERE plan_id = asked_id;
        RETURN true;
    END IF;
    RETURN false;
END $$;

-- Keep what came of a plan, in the transaction that brings its layers; its job is done by it.
CREATE FUNCTION finish_plan(asked_id bigint, told jsonb, numbers text, took real) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE its_job bigint;
BEGIN
    UPDATE plan
       SET state = 'done', stage = NULL, share = 1, finished_at = now(), result = told, inputs = told -> 'inputs',
           versions = told -> 'versions', digest = numbers, seconds = took
     WHERE id = asked_id AND state = 'working' AND account_id = acting_account() AND may('plan', unit_id)
    RETURNING job_id INTO its_job;
    RETURN FOUND AND finish_job(its_job, '{}', NULL, NULL);
END $$;
SELECT door('stop_plan(bigint)'), door('discard_plan(bigint)'), door('finish_plan(bigint, jsonb, text, real)');
