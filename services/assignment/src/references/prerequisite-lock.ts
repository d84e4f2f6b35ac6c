import { inTransaction } from '@assay/event-store';
import type { Pool } from 'pg';

/**
 * Lets one change of prerequisites of a project be looked at and made at a time, over all processes: two that are each
 * sound could close a circle together.
 */
export class PrerequisiteLock {
  private readonly last = new Map<string, Promise<unknown>>();

  constructor(private readonly pool: Pool) {}

  /** In this process they queue, so that those who wait do not take the connections that the one at work needs. */
  async hold<Value>(project: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.last.get(project) ?? Promise.resolve();
    const mine = before.then(() => this.locked(project, work));
    const settled = mine.catch(() => undefined);
    this.last.set(project, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(project) === settled) this.last.delete(project);
    }
  }

  private locked<Value>(project: string, work: () => Promise<Value>): Promise<Value> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `assay.prerequisites.${project}`,
      ]);
      return work();
    });
  }
}
