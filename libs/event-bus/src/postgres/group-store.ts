import type { Pool, PoolClient } from 'pg';
import type { TopicEntry } from './topic-catalogue.js';
import { inTransaction } from './transaction.js';

export interface Lease {
  readonly topicId: number;
  readonly partition: number;
}

interface LeaseRow {
  readonly topic_id: number;
  readonly partition: number;
}

const LIVE_MEMBERS = `
SELECT member FROM bus.members WHERE group_name = $1 AND expires_at > clock_timestamp() ORDER BY member`;

const TAKE = `
INSERT INTO bus.leases AS l (group_name, topic_id, partition, owner, expires_at)
SELECT $1, h.topic_id, h.partition, $2, clock_timestamp() + $3 * interval '1 ms'
FROM bus.heads h LEFT JOIN bus.leases held
  ON held.group_name = $1 AND held.topic_id = h.topic_id AND held.partition = h.partition
WHERE h.topic_id = ANY($4) AND (held.owner IS NULL OR held.expires_at <= clock_timestamp())
ORDER BY h.partition, h.topic_id LIMIT $5
ON CONFLICT (group_name, topic_id, partition) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at`;

/** Members, leases and positions of one consumer group, seen by one of its members. */
export class GroupStore {
  constructor(
    private readonly pool: Pool,
    private readonly group: string,
    private readonly member: string,
    private readonly leaseMs: number,
  ) {}

  /**
   * One sign of life: prolongs membership and leases, and takes free partitions up to this member's share.
   * @returns the leases held now, and how many of them are more than the share
   */
  async renew(
    topics: readonly TopicEntry[],
  ): Promise<{ readonly held: readonly Lease[]; readonly surplus: number }> {
    return this.locked(async (client) => {
      await client.query(
        `INSERT INTO bus.members VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms')
         ON CONFLICT (group_name, member) DO UPDATE SET expires_at = excluded.expires_at`,
        [this.group, this.member, this.leaseMs],
      );
      await client.query(
        `DELETE FROM bus.members WHERE group_name = $1 AND expires_at < clock_timestamp() - interval '1 hour'`,
        [this.group],
      );
      await client.query(
        `UPDATE bus.leases SET expires_at = clock_timestamp() + $3 * interval '1 ms'
         WHERE group_name = $1 AND owner = $2`,
        [this.group, this.member, this.leaseMs],
      );
      const share = await this.share(client, topics);
      const before = await this.held(client);
      if (before.length >= share) return { held: before, surplus: before.length - share };
      await client.query(TAKE, [
        this.group,
        this.member,
        this.leaseMs,
        topics.map(({ id }) => id),
        share - before.length,
      ]);
      return { held: await this.held(client), surplus: 0 };
    });
  }

  async release(leases: readonly Lease[]): Promise<void> {
    await this.pool.query(
      `DELETE FROM bus.leases WHERE group_name = $1 AND owner = $2
       AND (topic_id, partition) IN (SELECT * FROM unnest($3::int[], $4::int[]))`,
      [
        this.group,
        this.member,
        leases.map(({ topicId }) => topicId),
        leases.map(({ partition }) => partition),
      ],
    );
  }

  async leave(): Promise<void> {
    await this.pool.query('DELETE FROM bus.leases WHERE group_name = $1 AND owner = $2', [
      this.group,
      this.member,
    ]);
    await this.pool.query('DELETE FROM bus.members WHERE group_name = $1 AND member = $2', [
      this.group,
      this.member,
    ]);
  }

  async position({ topicId, partition }: Lease): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ next: string }>(
      'SELECT next FROM bus.positions WHERE group_name = $1 AND topic_id = $2 AND partition = $3',
      [this.group, topicId, partition],
    );
    return rows[0] === undefined ? undefined : Number(rows[0].next);
  }

  async positions(): Promise<readonly (Lease & { readonly next: number })[]> {
    const { rows } = await this.pool.query<LeaseRow & { next: string }>(
      'SELECT topic_id, partition, next FROM bus.positions WHERE group_name = $1',
      [this.group],
    );
    return rows.map(({ topic_id: topicId, partition, next }) => ({ topicId, partition, next: Number(next) }));
  }

  /** Whether the position was stored; only the holder of the lease can. */
  async commit({ topicId, partition }: Lease, next: number): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'bus-commit',
      text: `INSERT INTO bus.positions (group_name, topic_id, partition, next)
       SELECT group_name, topic_id, partition, $5 FROM bus.leases
       WHERE group_name = $1 AND owner = $2 AND topic_id = $3 AND partition = $4
       ON CONFLICT (group_name, topic_id, partition) DO UPDATE SET next = excluded.next`,
      values: [this.group, this.member, topicId, partition, next],
    });
    return rowCount === 1;
  }

  /** This member's share of the partitions: as even as it goes, the first members one more. */
  private async share(client: PoolClient, topics: readonly TopicEntry[]): Promise<number> {
    const { rows } = await client.query<{ member: string }>(LIVE_MEMBERS, [this.group]);
    const total = topics.reduce((sum, { partitions }) => sum + partitions, 0);
    const index = rows.findIndex(({ member }) => member === this.member);
    return Math.floor(total / rows.length) + (index < total % rows.length ? 1 : 0);
  }

  private async held(client: PoolClient): Promise<readonly Lease[]> {
    const { rows } = await client.query<LeaseRow>(
      'SELECT topic_id, partition FROM bus.leases WHERE group_name = $1 AND owner = $2 ORDER BY 2, 1',
      [this.group, this.member],
    );
    return rows.map(({ topic_id: topicId, partition }) => ({ topicId, partition }));
  }

  /** Members of a group divide the partitions one after the other. */
  private locked<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7203114001))', [this.group]);
      return work(client);
    });
  }
}
