import type { DeliveredBatch, EventBus, Subscription } from '@assay/event-bus';
import type { Pool } from 'pg';
import { BatchApplier } from '../batch/batch-applier.js';
import { standingOf } from '../batch/checkpoint.js';
import type { ProjectionDefinition } from '../definition.js';
import { Settler } from './settler.js';
import { storeProgress } from './progress-store.js';

/** What the parts of one service's runtime share. */
export interface RuntimeParts {
  readonly service: string;
  readonly pool: Pool;
  readonly bus: Pick<EventBus, 'subscribe' | 'read' | 'ends' | 'positionsAt' | 'records'>;
  readonly onError: (error: unknown, projection: string) => void;
}

const MAX_BATCH = 2_000;

/**
 * Keeps the live tables of one projection up to date: this process's share of the partitions. The group carries
 * the version, so that processes with another fold never share partitions with this one.
 */
export class ProjectionRunner {
  private readonly applier: BatchApplier;
  private readonly settler: Settler;
  private subscription: Subscription | undefined;

  constructor(
    private readonly parts: RuntimeParts,
    private readonly definition: ProjectionDefinition,
  ) {
    this.applier = new BatchApplier(parts.pool, parts.service, definition, 'live');
    this.settler = new Settler(this.applier, (error) => {
      parts.onError(error, definition.name);
    });
  }

  async start(): Promise<void> {
    const { parts, definition } = this;
    this.subscription ??= await parts.bus.subscribe({
      group: `${parts.service}.${definition.name}.v${String(definition.version)}`,
      topics: definition.topics,
      maxBatchSize: MAX_BATCH,
      handle: (batch) => this.handle(batch),
      prepare: async (events) => definition.prepare?.(events),
      positionOf: async (topic, partition) =>
        (await standingOf(parts.pool, definition.name, { topic, partition }, 'live'))?.position,
      onError: (error) => parts.onError(error, definition.name),
      onProgress: async (progress) => {
        await storeProgress(parts.pool, definition.name, progress);
        for (const place of progress) this.settler.wake(place);
      },
    });
  }

  get running(): Subscription | undefined {
    return this.subscription;
  }

  async stop(): Promise<void> {
    await this.subscription?.stop();
    await this.settler.stop();
    this.subscription = undefined;
  }

  private async handle(batch: DeliveredBatch): Promise<void> {
    const applied = await this.applier.apply(batch);
    if (applied.length === 0) return;
    try {
      await this.definition.afterCommit?.(applied);
    } catch (error) {
      this.parts.onError(error, this.definition.name);
    }
  }
}
