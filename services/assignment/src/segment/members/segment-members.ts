import type { Pool } from 'pg';
import type { MemberList } from './read-members.js';

const INSERT = `INSERT INTO segment_member_lists (project, hash, size, content) VALUES ($1, $2, $3, $4)
  ON CONFLICT (project, hash) DO NOTHING`;
const SELECT = 'SELECT content FROM segment_member_lists WHERE project = $1 AND hash = $2';

/** Lists of members by their hash. They hold hashes of members: whom they name, only who knows the name can ask. */
export class SegmentMembers {
  constructor(private readonly pool: Pool) {}

  async keep(project: string, { hash, size, bytes }: MemberList): Promise<void> {
    await this.pool.query(INSERT, [project, hash, size, Buffer.from(bytes)]);
  }

  /** The bytes that `MemberSet.fromBytes` reads; undefined for a hash that nobody has sent. */
  async load(project: string, hash: string): Promise<Uint8Array | undefined> {
    const { rows } = await this.pool.query<{ content: Buffer }>(SELECT, [project, hash]);
    const content = rows[0]?.content;
    // A buffer of the driver is a window on memory that it shares with others.
    return content && new Uint8Array(content);
  }
}
