import type { MigrationInterface, QueryRunner } from 'typeorm';

const check = (statuses: string): readonly string[] => [
  `ALTER TABLE "projection_generations" DROP CONSTRAINT "projection_generations_status_check"`,
  `ALTER TABLE "projection_generations" ADD CONSTRAINT "projection_generations_status_check"
    CHECK (status IN (${statuses}))`,
];

/** Rebuilt tables that do not take the place of the live ones before somebody accepts how they differ. */
export class HeldGenerations1795300000000 implements MigrationInterface {
  readonly name = 'HeldGenerations1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of check(`'building', 'held', 'live', 'retired', 'scratch', 'kept', 'dropped'`))
      await runner.query(statement);
    await runner.query(`ALTER TABLE "projection_generations"
      ADD COLUMN "accepts_difference" boolean NOT NULL DEFAULT false, ADD COLUMN "findings" jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE "projection_generations" SET status = 'retired' WHERE status = 'held'`);
    await runner.query(`ALTER TABLE "projection_generations"
      DROP COLUMN "accepts_difference", DROP COLUMN "findings"`);
    for (const statement of check(`'building', 'live', 'retired', 'scratch', 'kept', 'dropped'`))
      await runner.query(statement);
  }
}
