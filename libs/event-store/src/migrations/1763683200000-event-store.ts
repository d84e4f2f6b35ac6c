import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
const UP = [
  `CREATE TABLE "streams" (
    "id" text NOT NULL, "version" integer NOT NULL, "hash" text NOT NULL,
    CONSTRAINT "streams_pkey" PRIMARY KEY ("id"))`,
  `CREATE TABLE "events" (
    "position" bigint NOT NULL, "stream" text NOT NULL, "version" integer NOT NULL, "id" uuid NOT NULL,
    "type" text NOT NULL, "envelope" json NOT NULL,
    "recorded_at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT "events_pkey" PRIMARY KEY ("position"),
    CONSTRAINT "events_stream_version_key" UNIQUE ("stream", "version"),
    CONSTRAINT "events_id_key" UNIQUE ("id"))`,
  `CREATE TABLE "outbox" (
    "position" bigint NOT NULL, "envelope" json NOT NULL,
    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position"))`,
  // A sequence would hand out positions before the commit decides their order, and a reader after position n
  // would miss the smaller ones that commit later. The row lock on the head makes them dense and in commit order.
  `CREATE TABLE "heads" (
    "log" text NOT NULL, "next" bigint NOT NULL, CONSTRAINT "heads_pkey" PRIMARY KEY ("log"))`,
  `CREATE TABLE "relay_positions" (
    "log" text NOT NULL, "position" bigint NOT NULL, CONSTRAINT "relay_positions_pkey" PRIMARY KEY ("log"))`,
  `INSERT INTO "heads" ("log", "next") VALUES ('events', 0), ('outbox', 0)`,
  `INSERT INTO "relay_positions" ("log", "position") VALUES ('events', 0), ('outbox', 0)`,
  `CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% of %: events are never changed', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation'; END $$`,
  `CREATE TRIGGER "events_unchanged" BEFORE UPDATE OR DELETE OR TRUNCATE ON "events"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"()`,
  `CREATE FUNCTION "wake_relay"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('assay_relay_' || TG_TABLE_SCHEMA, TG_TABLE_NAME); RETURN NULL; END $$`,
  `CREATE TRIGGER "events_wake_relay" AFTER INSERT ON "events"
    FOR EACH STATEMENT EXECUTE FUNCTION "wake_relay"()`,
  `CREATE TRIGGER "outbox_wake_relay" AFTER INSERT ON "outbox"
    FOR EACH STATEMENT EXECUTE FUNCTION "wake_relay"()`,
];

const DOWN = [
  'DROP TABLE "relay_positions"',
  'DROP TABLE "heads"',
  'DROP TABLE "outbox"',
  'DROP TABLE "events"',
  'DROP TABLE "streams"',
  'DROP FUNCTION "wake_relay"()',
  'DROP FUNCTION "refuse_change"()',
];

export class EventStore1763683200000 implements MigrationInterface {
  readonly name = 'EventStore1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
