import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "projection_generations" (
    "projection" text NOT NULL, "generation" integer NOT NULL, "version" integer NOT NULL,
    "tables_in" text NOT NULL, "status" text NOT NULL,
    "started_at" timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    "live_at" timestamp with time zone,
    CONSTRAINT "projection_generations_pkey" PRIMARY KEY ("projection", "generation"),
    CONSTRAINT "projection_generations_status_check"
      CHECK (status IN ('building', 'live', 'retired', 'dropped')))`,
  `CREATE UNIQUE INDEX "projection_generations_one_live"
    ON "projection_generations" ("projection") WHERE status = 'live'`,
  `CREATE UNIQUE INDEX "projection_generations_one_building"
    ON "projection_generations" ("projection") WHERE status = 'building'`,
  // Every batch updates its row: room in the page keeps those updates out of the index.
  `CREATE TABLE "projection_checkpoints" (
    "projection" text NOT NULL, "generation" integer NOT NULL, "topic" text NOT NULL,
    "partition" integer NOT NULL, "position" bigint NOT NULL, "end_offset" bigint NOT NULL DEFAULT 0,
    "complete_to" bigint,
    CONSTRAINT "projection_checkpoints_pkey" PRIMARY KEY ("projection", "generation", "topic", "partition"))
    WITH (fillfactor = 25)`,
];

export class Projections1763683300000 implements MigrationInterface {
  readonly name = 'Projections1763683300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "projection_checkpoints"');
    await runner.query('DROP TABLE "projection_generations"');
  }
}
