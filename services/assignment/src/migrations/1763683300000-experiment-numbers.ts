import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
export class ExperimentNumbers1763683300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "experiment_numbers" (
      "project" text NOT NULL, "key" text NOT NULL, "number" integer NOT NULL,
      CONSTRAINT "experiment_numbers_pkey" PRIMARY KEY ("project", "key"),
      CONSTRAINT "experiment_numbers_number_key" UNIQUE ("project", "number"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "experiment_numbers"');
  }
}
