import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names are unqualified: the search path chooses the schema of the service. */
export class SegmentMemberLists1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "segment_member_lists" (
      "project" text NOT NULL, "hash" text NOT NULL, "size" integer NOT NULL, "content" bytea NOT NULL,
      CONSTRAINT "segment_member_lists_pkey" PRIMARY KEY ("project", "hash"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "segment_member_lists"');
  }
}
