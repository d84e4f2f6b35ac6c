import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the keys. */
export class DataKeys1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "data_keys" (
      "id" text NOT NULL, "project" text NOT NULL, "unit" text NOT NULL, "master" text NOT NULL,
      "wrapped" bytea NOT NULL, "created_at" timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT "data_keys_pkey" PRIMARY KEY ("id"))`);
    await runner.query(
      'CREATE INDEX "ix_data_keys_of_unit" ON "data_keys" ("project", "unit", "created_at")',
    );
    await runner.query(`CREATE TABLE "forgotten_units" (
      "project" text NOT NULL, "unit" text NOT NULL, "forgotten_at" timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT "forgotten_units_pkey" PRIMARY KEY ("project", "unit"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "forgotten_units"');
    await runner.query('DROP TABLE "data_keys"');
  }
}
