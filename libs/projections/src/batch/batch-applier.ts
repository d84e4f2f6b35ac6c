import type { DeliveredBatch, DeliveredEvent } from '@assay/event-bus';
import { appendToOutbox, inTransaction, schemaOf } from '@assay/event-store';
import type { Pool, PoolClient } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import { CheckpointBehindError, NotLiveError } from '../errors/index.js';
import { shareLive } from '../generations/locks.js';
import type { Target } from './checkpoint.js';
import { moveCheckpoint, standingOf } from './checkpoint.js';
import { ClientScope } from './client-scope.js';
import type { FreshEvents } from './fresh-events.js';
import { freshEvents } from './fresh-events.js';
import { Tenures } from './tenures.js';
import { turnsOf } from './turns.js';

type Work<Result> = (open: { readonly client: PoolClient; readonly scope: ClientScope }) => Promise<Result>;

/** What of a batch lies at or after a position. */
export function restOf(batch: DeliveredBatch, position: number): DeliveredBatch {
  const events = batch.events.filter(({ offset }) => offset >= position);
  return { ...batch, events, firstOffset: Math.max(batch.firstOffset, position) };
}

/**
 * Applies batches to the tables of a projection, each once: checkpoint, model and outbox change in one
 * transaction, and only where the checkpoint stands at the beginning of the batch.
 */
export class BatchApplier {
  private readonly fresh: FreshEvents;
  private readonly begin: string;
  private readonly tenures = new Tenures();

  constructor(
    private readonly pool: Pool,
    private readonly service: string,
    private readonly definition: ProjectionDefinition,
    private readonly target: Target,
  ) {
    this.fresh = freshEvents(definition);
    this.begin = target === 'live' ? `BEGIN; ${shareLive(service, definition.name)}` : 'BEGIN';
  }

  /**
   * @returns the events that were applied by this call; none when others had applied the batch already
   * @throws NotLiveError, CheckpointBehindError: nothing was written; both say that it is not for now
   */
  async apply(batch: DeliveredBatch): Promise<readonly DeliveredEvent[]> {
    const applied = await this.write(batch, async ({ client, scope }) => {
      const events = await this.fresh(client, batch.events);
      if (events.length > 0) await this.definition.apply(events, scope);
      return events;
    });
    return applied ?? this.applyRest(batch);
  }

  /**
   * One piece of what batches have left behind for a partition, where the checkpoint stands still: a batch that comes
   * meanwhile waits for it, and one that was faster makes it do nothing.
   * @returns whether nothing is left to settle
   */
  async settle(at: Pick<DeliveredBatch, 'topic' | 'partition'>): Promise<boolean> {
    const { settling, name } = this.definition;
    if (settling?.topic !== at.topic) return true;
    const standing = await standingOf(this.pool, name, at, this.target);
    if (standing?.version !== this.definition.version) return true;
    const here = {
      ...at,
      events: [],
      firstOffset: standing.position,
      nextOffset: standing.position,
      endOffset: standing.position,
    };
    return (await this.write(here, async ({ scope }) => settling.settle(scope))) ?? false;
  }

  /** Another consumer was here, or still is: what it has done is left out. */
  private async applyRest(batch: DeliveredBatch): Promise<readonly DeliveredEvent[]> {
    const { name, version } = this.definition;
    const standing = await standingOf(this.pool, name, batch, this.target);
    if (standing?.version !== version) throw new NotLiveError(name, version, standing?.version);
    const { position } = standing;
    if (position >= batch.nextOffset) return [];
    if (position < batch.firstOffset)
      throw new CheckpointBehindError(
        name,
        { topic: batch.topic, partition: batch.partition, offset: position },
        batch.firstOffset,
      );
    return this.apply(restOf(batch, position));
  }

  /** @returns what the work returned; undefined, and nothing was done, where the checkpoint is not at the beginning of the batch */
  private async write<Result>(batch: DeliveredBatch, work: Work<Result>): Promise<Result | undefined> {
    const transaction = async (client: PoolClient) => {
      const tables = await moveCheckpoint(client, this.definition, batch, this.target);
      if (tables === undefined) return undefined;
      const tenure = this.tenures.enter(batch, tables, batch.firstOffset);
      const scope = new ClientScope(client, batch.topic, batch.partition, tenure);
      const result = await work({ client, scope }).finally(() => {
        scope.close();
      });
      if (this.target === 'live') await appendToOutbox(client, schemaOf(this.service), scope.emitted);
      return { result, tenure };
    };
    const turns = turnsOf(this.pool, this.target);
    const written = await turns.take(() => inTransaction(this.pool, transaction, this.begin));
    if (written !== undefined) written.tenure.leftAt = batch.nextOffset;
    return written?.result;
  }
}
