import type { MigrationInterface, QueryRunner } from 'typeorm';

const check = (statuses: string): readonly string[] => [
  `ALTER TABLE "projection_generations" DROP CONSTRAINT "projection_generations_status_check"`,
  `ALTER TABLE "projection_generations" ADD CONSTRAINT "projection_generations_status_check"
    CHECK (status IN (${statuses}))`,
];

/** Replayed tables that are to stay, beside those that are replayed after them. */
export class KeptGenerations1765750000000 implements MigrationInterface {
  readonly name = 'KeptGenerations1765750000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of check(`'building', 'live', 'retired', 'scratch', 'kept', 'dropped'`))
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE "projection_generations" SET status = 'retired' WHERE status = 'kept'`);
    for (const statement of check(`'building', 'live', 'retired', 'scratch', 'dropped'`))
      await runner.query(statement);
  }
}
