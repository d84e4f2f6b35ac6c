import type { MigrationInterface, QueryRunner } from 'typeorm';

const check = (statuses: string): readonly string[] => [
  `ALTER TABLE "projection_generations" DROP CONSTRAINT "projection_generations_status_check"`,
  `ALTER TABLE "projection_generations" ADD CONSTRAINT "projection_generations_status_check"
    CHECK (status IN (${statuses}))`,
];

/** Tables that are replayed to be compared with the live ones, one set for each projection. */
export class ScratchGenerations1764515000000 implements MigrationInterface {
  readonly name = 'ScratchGenerations1764515000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of check(`'building', 'live', 'retired', 'scratch', 'dropped'`))
      await runner.query(statement);
    await runner.query(`CREATE UNIQUE INDEX "projection_generations_one_scratch"
      ON "projection_generations" ("projection") WHERE status = 'scratch'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "projection_generations_one_scratch"');
    await runner.query(`DELETE FROM "projection_generations" WHERE status = 'scratch'`);
    for (const statement of check(`'building', 'live', 'retired', 'dropped'`)) await runner.query(statement);
  }
}
