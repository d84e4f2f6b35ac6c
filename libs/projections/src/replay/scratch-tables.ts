import type { LongSession } from '@assay/event-store';
import type { Position, Subscription } from '@assay/event-bus';
import { snapshotInStep } from '../comparison/snapshot-in-step.js';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { Goal } from '../rebuild/goal.js';
import { liveGoal } from '../rebuild/goal.js';
import { Leftovers } from '../rebuild/leftovers.js';
import { RebuildBatches } from '../rebuild/rebuild-batches.js';
import type { Distance } from '../rebuild/swap.js';
import type { RuntimeParts } from '../running/projection-runner.js';

const MAX_BATCH = 5_000;

/** Tables beside the live ones that follow the log up to their goal, and are never swapped in. */
export class ScratchTables {
  private reading: Subscription | undefined;

  constructor(
    private readonly parts: RuntimeParts,
    private readonly definition: ProjectionDefinition,
    readonly generation: Generation,
    private readonly goal: Goal = liveGoal(parts.pool, definition.name, 'scratch'),
  ) {}

  async follow(from: readonly Position[]): Promise<void> {
    const { parts, definition, generation, goal } = this;
    const batches = new RebuildBatches(parts, definition, { target: 'scratch', goal });
    this.reading = await parts.bus.read({
      name: `${parts.service}.${definition.name}.scratch${String(generation.generation)}`,
      topics: definition.topics,
      from,
      maxBatchSize: MAX_BATCH,
      handle: batches.handle,
      onError: () => undefined,
    });
  }

  /** Why reading ended by itself; undefined while it goes on. */
  get halted(): string | undefined {
    const health = this.reading?.health();
    return health?.running === false ? (health.lastError ?? 'the log cannot be read further') : undefined;
  }

  distance(): Promise<Distance> {
    return this.goal.distance(this.parts.pool);
  }

  /** Finishes what batches leave behind, as the owners of the live partitions do. */
  settle(): Promise<void> {
    return new Leftovers(this.parts, this.definition, this.generation, 'scratch').settle(() => false);
  }

  /**
   * One snapshot in which both stand at the same offsets: live batches wait until it is taken, for two seconds at most.
   * @returns undefined when they were not equal in that time
   */
  snapshot(): Promise<LongSession | undefined> {
    return snapshotInStep(this.parts, this.definition.name, this);
  }

  async stop(): Promise<void> {
    await this.reading?.stop();
  }
}
