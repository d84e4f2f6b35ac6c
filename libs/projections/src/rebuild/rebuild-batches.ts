import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchContext, BatchHandler, DeliveredBatch } from '@assay/event-bus';
import type { Pool } from 'pg';
import { BatchApplier } from '../batch/batch-applier.js';
import type { Target } from '../batch/checkpoint.js';
import type { ProjectionDefinition } from '../definition.js';
import { RebuildAheadError } from '../errors/index.js';
import type { Goal } from './goal.js';

const POLL_MS = 50;
const POLLS = 20;

/** What of a batch lies before an offset. */
function partBefore(batch: DeliveredBatch, offset: number): DeliveredBatch {
  if (batch.nextOffset <= offset) return batch;
  return { ...batch, events: batch.events.filter((event) => event.offset < offset), nextOffset: offset };
}

/** Applies batches to tables beside the live ones, never past their goal: where that moves, it is waited for. */
export class RebuildBatches {
  private readonly applier: BatchApplier;
  private readonly goal: Pick<Goal, 'limitOf'>;
  /** Positions of the goal as last seen; they only grow. */
  private readonly limits = new Map<string, number>();

  constructor(
    { pool, service }: { readonly pool: Pool; readonly service: string },
    private readonly definition: ProjectionDefinition,
    { target, goal }: { readonly target: Exclude<Target, 'live'>; readonly goal: Pick<Goal, 'limitOf'> },
  ) {
    this.applier = new BatchApplier(pool, service, definition, target);
    this.goal = goal;
  }

  readonly handle: BatchHandler = async (batch, context) => {
    let { firstOffset } = batch;
    for (let polls = 0; firstOffset < batch.nextOffset; polls += 1) {
      const limit = await this.limitOf(batch);
      if (limit > firstOffset) {
        const part = partBefore({ ...batch, events: after(batch, firstOffset), firstOffset }, limit);
        await this.applier.apply(part);
        firstOffset = part.nextOffset;
      } else await this.pauseAt(batch, limit, { polls, context });
    }
  };

  /**
   * @throws RebuildAheadError after a second, so that the bus takes the batch again later; also when it stops:
   * returning would say that the batch is done
   */
  private async pauseAt(
    batch: DeliveredBatch,
    limit: number,
    { polls, context }: { readonly polls: number; readonly context: BatchContext },
  ): Promise<void> {
    if (polls >= POLLS || context.signal.aborted)
      throw new RebuildAheadError(this.definition.name, {
        topic: batch.topic,
        partition: batch.partition,
        offset: limit,
      });
    await context.heartbeat();
    await sleep(POLL_MS);
  }

  private async limitOf(batch: DeliveredBatch): Promise<number> {
    const key = `${batch.topic}/${String(batch.partition)}`;
    const known = this.limits.get(key) ?? 0;
    if (known >= batch.nextOffset) return known;
    const limit = await this.goal.limitOf(batch);
    this.limits.set(key, limit);
    return limit;
  }
}

const after = (batch: DeliveredBatch, offset: number): DeliveredBatch['events'] =>
  batch.events.filter((event) => event.offset >= offset);
