import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectionDefinition } from '../definition.js';
import { ReplayHaltedError, ReplayRunningError } from '../errors/index.js';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import { fixedGoal } from '../rebuild/goal.js';
import { RebuildLock } from '../rebuild/rebuild-lock.js';
import type { Distance } from '../rebuild/swap.js';
import { ScratchTables } from '../replay/scratch-tables.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import type { Stretch } from './stretch.js';

const LOOK_MS = 50;

/** Tables that a projection would have, had the log been no more than a stretch of it. */
export class PastTables {
  constructor(
    private readonly parts: RuntimeParts,
    private readonly generations: GenerationStore,
    private readonly definition: ProjectionDefinition,
  ) {}

  /**
   * Has the scratch tables for itself while it works.
   * @param kept what becomes of tables that a replay was to keep: whoever only reads the past leaves them alone, the
   *   next replay drops them, and keeps its own in their place where it is to
   * @throws ReplayRunningError
   */
  async *alone<Line, Result>(
    work: () => AsyncGenerator<Line, Result>,
    kept: 'left' | 'dropped' | 'replaced',
  ): AsyncGenerator<Line, Result> {
    const { pool, service } = this.parts;
    const { name } = this.definition;
    const lock = await RebuildLock.take(pool, service, name, 'replay');
    if (lock === undefined) throw new ReplayRunningError(name);
    try {
      if (kept !== 'left') await this.generations.dropScratch(name, 'kept');
      return yield* work();
    } finally {
      if (kept === 'replaced') await this.generations.keepScratch(name);
      else await this.generations.dropScratch(name);
      await lock.release();
    }
  }

  /**
   * Fills the scratch tables, and says again and again how far it is; whoever stops listening ends it.
   * @throws ReplayHaltedError
   */
  async *fill<Line>(stretch: Stretch, said: (distance: Distance) => Line): AsyncGenerator<Line, Generation> {
    const { parts, definition } = this;
    const generation = await this.generations.beginScratch(definition, stretch.from);
    const scratch = new ScratchTables(parts, definition, generation, fixedGoal(definition.name, stretch));
    await scratch.follow(stretch.from);
    try {
      for (;;) {
        const distance = await scratch.distance();
        yield said(distance);
        if (distance.equal) break;
        if (scratch.halted !== undefined) throw new ReplayHaltedError(definition.name, scratch.halted);
        await sleep(LOOK_MS);
      }
    } finally {
      await scratch.stop();
    }
    await scratch.settle();
    return generation;
  }
}
