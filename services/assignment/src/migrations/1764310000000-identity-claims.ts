import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
export class IdentityClaims1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "identity_claims" (
      "project" text NOT NULL, "anonymous" text NOT NULL, "user" text NOT NULL, "linked_at" timestamptz NOT NULL,
      CONSTRAINT "identity_claims_pkey" PRIMARY KEY ("project", "anonymous"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "identity_claims"');
  }
}
