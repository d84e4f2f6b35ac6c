import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "notification_channels" (
    "project" text NOT NULL, "key" text NOT NULL, "kind" text NOT NULL, "enabled" boolean NOT NULL,
    "levels" text array NOT NULL, "kinds" text array NOT NULL, "shown" text NOT NULL, "target" bytea NOT NULL,
    "changed_by" text NOT NULL, "changed_at" timestamptz NOT NULL,
    CONSTRAINT "notification_channels_pkey" PRIMARY KEY ("project", "key"))`,
  `CREATE TABLE "notification_deliveries" (
    "id" uuid NOT NULL, "project" text NOT NULL, "channel" text NOT NULL, "thread" text NOT NULL,
    "status" text NOT NULL, "attempts" integer NOT NULL, "due_at" timestamptz NOT NULL, "created_at" timestamptz NOT NULL,
    "settled_at" timestamptz, "last_error" text, "message" json NOT NULL,
    CONSTRAINT "notification_deliveries_pkey" PRIMARY KEY ("id"))`,
  'CREATE INDEX "notification_deliveries_due" ON "notification_deliveries" ("status", "due_at")',
  'CREATE INDEX "notification_deliveries_thread" ON "notification_deliveries" ("project", "thread")',
  `CREATE INDEX "notification_deliveries_page"
    ON "notification_deliveries" ("project", "status", "created_at", "id")`,
  `CREATE TABLE "notification_dispatches" (
    "message" uuid NOT NULL, "dispatched_at" timestamptz NOT NULL,
    CONSTRAINT "notification_dispatches_pkey" PRIMARY KEY ("message"))`,
];
const TABLES = ['notification_dispatches', 'notification_deliveries', 'notification_channels'];

/** Names are unqualified: the search path chooses the schema of the service. */
export class Notifications1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE "${table}"`);
  }
}
