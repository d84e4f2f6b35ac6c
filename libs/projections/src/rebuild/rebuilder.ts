import { setTimeout as sleep } from 'node:timers/promises';
import { isTransientError } from '@assay/event-bus';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import { startingPositions } from '../running/starting-positions.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import { liveGoal } from './goal.js';
import { Leftovers } from './leftovers.js';
import { RebuildBatches } from './rebuild-batches.js';
import { RebuildLock } from './rebuild-lock.js';
import { distanceOf, swap } from './swap.js';
import { Takeover } from './takeover.js';

const MAX_BATCH = 5_000;
const LOOK_MS = 100;
/** Live batches wait during a swap, so it is only tried when this little is missing. */
const NEARLY = 20_000;

/**
 * Fills a generation beside the live one from the log and makes it live. Any process of the service can go on
 * with what another one left: what is to be built, and how far it is, lies in the database.
 */
export class Rebuilder {
  private stopping = false;
  private working: Promise<boolean> | undefined;
  private stuck: string | undefined;

  constructor(
    private readonly parts: RuntimeParts,
    private readonly generations: GenerationStore,
    private readonly definition: ProjectionDefinition,
  ) {}

  /**
   * Notes that a generation is to be built; `work` builds it.
   * @param acceptsDifference it is to become the live one even if it differs from that; one that is held already does
   * @throws RebuildRunningError when one is being built
   */
  async begin(acceptsDifference = false): Promise<Generation> {
    const held = acceptsDifference ? await this.generations.acceptHeld(this.definition) : undefined;
    if (held !== undefined) return held;
    const from = await startingPositions(this.parts.bus, this.definition.topics);
    return this.generations.beginBuilding(this.definition, from, acceptsDifference);
  }

  /**
   * Builds what is noted, if anything is and no other process does.
   * @returns whether this call made a generation live
   * @throws RebuildHeldError when it is not to become the live one before somebody accepts what was found
   */
  work(): Promise<boolean> {
    this.working ??= this.workAlone().finally(() => {
      this.working = undefined;
    });
    return this.working;
  }

  /** Why the log could not be read to its end when this process last tried; it tries again. */
  get halted(): string | undefined {
    return this.stuck;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.working?.catch(() => undefined);
  }

  private async workAlone(): Promise<boolean> {
    const { pool, service } = this.parts;
    const building = await this.generations.find(this.definition.name, 'building');
    if (building?.version !== this.definition.version || this.stopping) return false;
    // Whoever began it may have ended before it noted the partitions.
    const from = await startingPositions(this.parts.bus, this.definition.topics);
    await this.generations.addPartitions(building, from);
    const lock = await RebuildLock.take(pool, service, this.definition.name);
    if (lock === undefined) return false;
    try {
      const takeover = new Takeover(this.parts, this.generations, this.definition, building);
      await takeover.examineLog();
      return await this.fill(building, lock, takeover);
    } finally {
      await lock.release();
    }
  }

  private async fill(building: Generation, lock: RebuildLock, takeover: Takeover): Promise<boolean> {
    const { parts, definition } = this;
    const goal = liveGoal(parts.pool, definition.name, 'building');
    const batches = new RebuildBatches(parts, definition, { target: 'building', goal });
    const reading = await parts.bus.read({
      name: `${parts.service}.${definition.name}.g${String(building.generation)}`,
      topics: definition.topics,
      from: await this.positionsOf(building),
      maxBatchSize: MAX_BATCH,
      leavesLetters: true,
      handle: batches.handle,
      prepare: async (events) => definition.prepare?.(events),
      onError: (error) => parts.onError(error, definition.name),
    });
    try {
      while (!this.stopping && lock.isHeld) {
        const { running, lastError = 'the log cannot be read further' } = reading.health();
        this.stuck = running ? undefined : lastError;
        if (!running) return false;
        if (await this.trySwap(building, takeover)) {
          await this.collectStatistics(building);
          return true;
        }
        await sleep(LOOK_MS);
      }
      return false;
    } finally {
      await reading.stop();
    }
  }

  private async trySwap(building: Generation, takeover: Takeover): Promise<boolean> {
    const { pool, service, onError } = this.parts;
    const { name } = this.definition;
    try {
      const { done, total } = await distanceOf(pool, name);
      if (total - done > NEARLY) return false;
      const leftovers = new Leftovers(this.parts, this.definition, building);
      await leftovers.settle(() => this.stopping);
      if (!(await takeover.isAccepted(leftovers, () => this.stopping))) return false;
      return await swap(pool, service, { projection: name, settled: (client) => leftovers.settleIn(client) });
    } catch (error) {
      if (!isTransientError(error)) throw error;
      onError(error, name);
      return false;
    }
  }

  /** The planner knows nothing of new tables until somebody tells it; readers are on them already. */
  private async collectStatistics({ tablesIn }: Generation): Promise<void> {
    const { pool, onError } = this.parts;
    try {
      const { rows } = await pool.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = $1`,
        [tablesIn],
      );
      for (const { name } of rows) await pool.query(`ANALYZE ${name}`);
    } catch (error) {
      onError(error, this.definition.name);
    }
  }

  private async positionsOf({ projection, generation }: Generation) {
    const { rows } = await this.parts.pool.query<{ topic: string; partition: number; offset: number }>(
      `SELECT topic, partition, position AS "offset" FROM projection_checkpoints
       WHERE projection = $1 AND generation = $2 ORDER BY topic, partition`,
      [projection, generation],
    );
    return rows;
  }
}
