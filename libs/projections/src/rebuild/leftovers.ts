import type { PoolClient } from 'pg';
import { escapeIdentifier } from 'pg';
import { BatchApplier } from '../batch/batch-applier.js';
import type { Target } from '../batch/checkpoint.js';
import { ClientScope } from '../batch/client-scope.js';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { RuntimeParts } from '../running/projection-runner.js';

/** Live batches wait while this many pieces are done at most. */
const PIECES_IN_SWAP = 20;

/** What batches have left behind in tables beside the live ones: settled before those are swapped in or compared. */
export class Leftovers {
  constructor(
    private readonly parts: Pick<RuntimeParts, 'pool' | 'service' | 'bus'>,
    private readonly definition: ProjectionDefinition,
    private readonly building: Generation,
    private readonly target: Exclude<Target, 'live'> = 'building',
  ) {}

  /** As much as there is now, piece by piece, while batches go on. */
  async settle(isStopping: () => boolean): Promise<void> {
    const { pool, service } = this.parts;
    const applier = new BatchApplier(pool, service, this.definition, this.target);
    for (const at of await this.partitions()) while (!isStopping() && !(await applier.settle(at)));
  }

  /**
   * The rest of it in the transaction of the swap, in which no batch comes in between.
   * @returns false when there is more than live batches should wait for
   */
  async settleIn(client: PoolClient): Promise<boolean> {
    const { settling } = this.definition;
    if (settling === undefined) return true;
    const before = await client.query<{ path: string }>(`SELECT current_setting('search_path') AS path`);
    await client.query(`SET LOCAL search_path = ${escapeIdentifier(this.building.tablesIn)}`);
    let pieces = 0;
    for (const { topic, partition } of await this.partitions())
      while (!(await settling.settle(new ClientScope(client, topic, partition)))) {
        pieces += 1;
        if (pieces === PIECES_IN_SWAP) return false;
      }
    await client.query(`SELECT set_config('search_path', $1, true)`, [before.rows[0]?.path ?? '']);
    return true;
  }

  private async partitions(): Promise<readonly { readonly topic: string; readonly partition: number }[]> {
    const { settling } = this.definition;
    if (settling === undefined) return [];
    const { topic } = settling;
    return (await this.parts.bus.ends(topic)).map(({ partition }) => ({ topic, partition }));
  }
}
