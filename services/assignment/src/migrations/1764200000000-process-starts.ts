import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
export class ProcessStarts1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "process_starts" (
      "instance" text NOT NULL, "started_at" timestamptz NOT NULL,
      CONSTRAINT "process_starts_pkey" PRIMARY KEY ("instance", "started_at"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "process_starts"');
  }
}
