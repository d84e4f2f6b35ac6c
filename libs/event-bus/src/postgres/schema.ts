/**
 * The log in Postgres. `heads` is what makes offsets dense and their order the order of commits: whoever appends
 * to a partition holds its head row until the commit, and a rollback gives the offsets back. Rows go in one way only:
 * from the beginning, by \`bus.trim\`.
 */
export const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS bus;

CREATE TABLE IF NOT EXISTS bus.topics (
  topic_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  partitions integer NOT NULL CHECK (partitions > 0)
);

CREATE TABLE IF NOT EXISTS bus.heads (
  topic_id integer NOT NULL REFERENCES bus.topics,
  partition integer NOT NULL,
  next bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 10);

ALTER TABLE bus.heads ADD COLUMN IF NOT EXISTS earliest bigint NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS bus.log (
  topic_id integer NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  key bytea NOT NULL,
  headers json NOT NULL,
  value bytea NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic_id, partition, "offset")
);

CREATE OR REPLACE FUNCTION bus.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('bus.trimming', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'bus.log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bus.log
  FOR EACH STATEMENT EXECUTE FUNCTION bus.refuse_change();

CREATE OR REPLACE FUNCTION bus.trim(of_topic integer, of_partition integer, before bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('bus.trimming', 'on', true);
  DELETE FROM bus.log WHERE topic_id = of_topic AND partition = of_partition AND "offset" < before;
  PERFORM set_config('bus.trimming', '', true);
  UPDATE bus.heads SET earliest = least(next, before)
  WHERE topic_id = of_topic AND partition = of_partition AND earliest < before;
END $$;

CREATE TABLE IF NOT EXISTS bus.positions (
  group_name text NOT NULL,
  topic_id integer NOT NULL,
  partition integer NOT NULL,
  next bigint NOT NULL,
  PRIMARY KEY (group_name, topic_id, partition)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS bus.members (
  group_name text NOT NULL,
  member uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (group_name, member)
);

CREATE TABLE IF NOT EXISTS bus.leases (
  group_name text NOT NULL,
  topic_id integer NOT NULL,
  partition integer NOT NULL,
  owner uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (group_name, topic_id, partition)
);
`;

/** Any number that nobody else takes for an advisory lock in this database. */
export const SCHEMA_LOCK = 7_203_114_001;
