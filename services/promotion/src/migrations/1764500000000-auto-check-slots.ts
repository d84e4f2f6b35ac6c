import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
export class AutoCheckSlots1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "auto_check_slots" (
      "slot" timestamptz NOT NULL, "taken_by" text NOT NULL, "lease_until" timestamptz NOT NULL,
      "done_at" timestamptz, "result" jsonb,
      CONSTRAINT "auto_check_slots_pkey" PRIMARY KEY ("slot"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "auto_check_slots"');
  }
}
