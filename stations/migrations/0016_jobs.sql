-- Lists that are read, looked at and applied in the background, and files that are written there.

CREATE TABLE job (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task       text NOT NULL CONSTRAINT task_is_known CHECK (task IN ('preview', 'apply', 'undo', 'export')),
    state      text NOT NULL DEFAULT 'queued'
               CONSTRAINT job_state_is_known CHECK (state IN ('queued', 'working', 'done', 'failed', 'discarded', 'expired')),
    account_id bigint NOT NULL REFERENCES account,
    asked_by   text NOT NULL,
    unit_id    bigint REFERENCES unit,
    file_name  text NOT NULL CONSTRAINT job_file_name_is_short CHECK (length(file_name) BETWEEN 1 AND 200),
    sha256     text,
    bytes      bigint NOT NULL DEFAULT 0 CONSTRAINT job_file_is_bounded CHECK (bytes BETWEEN 0 AND 104857600),
    asked      jsonb NOT NULL DEFAULT '{}',
    chosen     jsonb NOT NULL DEFAULT '{}',
    stage      text,
    tries      integer NOT NULL DEFAULT 0,
    preview    jsonb,
    outcome    jsonb,
    reason     text,
    params     jsonb NOT NULL DEFAULT '{}',
    import_id  bigint REFERENCES import,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN job.task IS 'what is done, or was done last: a list goes from preview to apply, and perhaps to undo';
COMMENT ON COLUMN job.asked_by IS 'the name by which the account is shown';
COMMENT ON COLUMN job.unit_id IS 'of the account that asked: whose branch it is for; NULL: the whole store';
COMMENT ON COLUMN job.reason IS 'why it failed, as a word that pages say in their language; params fill it in';
CREATE INDEX job_to_do ON job (id) WHERE state IN ('queued', 'working');
CREATE INDEX job_of_account ON job (account_id, id);
CREATE INDEX job_of_import ON job (import_id) WHERE import_id IS NOT NULL;

-- Files in pieces: nobody needs to hold all of one in memory.
CREATE TABLE job_file (
    job_id bigint NOT NULL REFERENCES job,
    part   integer NOT NULL,
    piece  bytea NOT NULL CONSTRAINT piece_is_bounded CHECK (length(piece) <= 1048576),
    PRIMARY KEY (job_id, part)
);

-- What lists of a branch call places that are kept under another name: somebody said that both are the same.
CREATE TABLE known_as (
    source     text NOT NULL REFERENCES source,
    source_id  text NOT NULL CONSTRAINT known_as_is_short CHECK (length(source_id) BETWEEN 1 AND 300),
    station_id bigint NOT NULL REFERENCES station,
    PRIMARY KEY (source, source_id, station_id)
);

CREATE FUNCTION wake_runner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('waystation_jobs', '');
    RETURN NULL;
END $$;
SELECT by_owner('wake_runner()');
CREATE TRIGGER queued_job_wakes_it AFTER INSERT OR UPDATE OF state ON job FOR EACH ROW
    WHEN (NEW.state = 'queued') EXECUTE FUNCTION wake_runner();

-- --- Who sees and asks for what ---------------------------------------------------------------------------------------

SELECT guard_table('job'), guard_table('job_file'), guard_table('known_as');

-- A list is its branch's matter, a file that was asked for is the account's own.
CREATE POLICY seen ON job FOR SELECT TO waystation_web
    USING (CASE WHEN task = 'export' THEN account_id = (SELECT acting_account()) AND may('read', unit_id)
                ELSE may('import', unit_id) END);
CREATE POLICY asked_for ON job FOR INSERT TO waystation_web
    WITH CHECK (account_id = (SELECT acting_account()) AND asked_by = (SELECT acting.shown_name FROM acting())
                AND unit_id IS NOT DISTINCT FROM (SELECT acting_unit())
                AND (task = 'preview' AND may('import', unit_id) OR task = 'export' AND may('read', unit_id)));
GRANT SELECT ON job TO waystation_web;
GRANT INSERT (task, account_id, asked_by, unit_id, file_name, sha256, bytes, asked) ON job TO waystation_web;

CREATE POLICY seen ON job_file FOR SELECT TO waystation_web USING (EXISTS (SELECT FROM job WHERE job.id = job_id));
CREATE POLICY brought ON job_file FOR INSERT TO waystation_web
    WITH CHECK (EXISTS (SELECT FROM job WHERE job.id = job_id AND job.account_id = (SELECT acting_account())
                           AND (job.task = 'preview' AND job.state = 'queued' OR job.task = 'export' AND job.state = 'working')));
GRANT SELECT, INSERT ON job_file TO waystation_web;

CREATE POLICY seen ON known_as FOR SELECT TO waystation_web USING (may_at('read', station_id));
CREATE POLICY said ON known_as FOR INSERT TO waystation_web WITH CHECK (may_at('import', station_id));
GRANT SELECT, INSERT ON known_as TO waystation_web;

-- What a list's reader found about places of the branch.
CREATE POLICY importing ON finding FOR ALL TO waystation_web
    USING (may_at('import', station_id)) WITH CHECK (may_at('import', station_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON finding TO waystation_web;

-- --- From task to task ------------------------------------------------------------------------------------------------

-- Ask for the next task of a list: apply what was previewed, undo what was applied. False: not in that state, or not seen.
CREATE FUNCTION ask_job(asked_id bigint, next_task text, choices jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE job
       SET task = next_task, state = 'queued', chosen = choices, stage = NULL, tries = 0, reason = NULL, params = '{}',
           (account_id, asked_by) = (SELECT acting.account_id, acting.shown_name FROM acting()), changed_at = now()
     WHERE id = asked_id AND may('import', unit_id)
       AND (next_task = 'apply' AND (task = 'preview' AND state = 'done' OR task = 'apply' AND state = 'failed')
            OR next_task = 'undo' AND import_id IS NOT NULL AND (task = 'apply' AND state = 'done' OR task = 'undo' AND state = 'failed'));
    RETURN FOUND;
END $$;

-- Put a list away that was not applied, or a file that is no longer wanted: its bytes go at once. A plan has no file and
-- is put away as one (0021).
CREATE FUNCTION discard_job(asked_id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE job SET state = 'discarded', stage = NULL, preview = NULL, changed_at = now()
     WHERE id = asked_id AND task <> 'plan' AND import_id IS NULL AND state IN ('queued', 'done', 'failed')
       AND CASE WHEN task = 'export' THEN account_id = acting_account() AND may('read', unit_id) ELSE may('import', unit_id) END;
    IF FOUND THEN
        DELETE FROM job_file WHERE job_id = asked_id;
        RETURN true;
    END IF;
    RETURN false;
END $$;

-- Keep what came of a task, in the transaction that did it.
--   told  the preview, or the account of what was done
--   made  the import that an application made; NULL for other tasks
--   size  of the file that was written; NULL for none
CREATE FUNCTION finish_job(asked_id bigint, told jsonb, made bigint, size bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE job
       SET state = 'done', stage = NULL, changed_at = now(), bytes = coalesce(size, bytes),
           import_id = coalesce(import_id, (SELECT import.id FROM import WHERE import.id = made AND imported_by = acting_name())),
           preview = CASE task WHEN 'preview' THEN told ELSE preview END,
           outcome = CASE task WHEN 'preview' THEN outcome WHEN 'undo' THEN outcome || jsonb_build_object('undone', told) ELSE told END
     WHERE id = asked_id AND state = 'working' AND account_id = acting_account();
    RETURN FOUND;
END $$;
SELECT door('ask_job(bigint, text, jsonb)'), door('discard_job(bigint)'), door('finish_job(bigint, jsonb, bigint, bigint)');
