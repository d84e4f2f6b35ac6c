import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditLines } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import { isTransientError } from '@assay/event-bus';
import type { LongSession } from '@assay/event-store';
import { compareInStep } from '../comparison/compare-in-step.js';
import { modelFindings } from '../comparison/model-findings.js';
import type { ProjectionDefinition } from '../definition.js';
import { NotLiveError } from '../errors/index.js';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import { PastTables } from '../past/past-tables.js';
import { replayPast } from '../past/replay-past.js';
import type { LogMoment } from '../past/stretch.js';
import { stretchOf } from '../past/stretch.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import { startingPositions } from '../running/starting-positions.js';
import { beyondTheLog } from './beyond-the-log.js';
import { ScratchTables } from './scratch-tables.js';

const LOOK_MS = 100;
/** Live batches wait while the rest is caught up with. */
const NEARLY = 2_000;

export interface ReplayOptions {
  /** The scratch tables stay until the next replay, for whoever wants to look into them. */
  readonly keep: boolean;
  /** Where to begin; the model is then no whole one, and compared with nothing. */
  readonly from?: LogMoment | undefined;
  /** Where to end; what is different in the live tables has come since, and is no damage. */
  readonly to?: LogMoment | undefined;
}

/** Replays one projection from the log beside the live tables and lists every row in which the two differ. */
export class Replay {
  constructor(
    private readonly parts: RuntimeParts,
    private readonly generations: GenerationStore,
    private readonly definition: ProjectionDefinition,
  ) {}

  /** @throws ReplayRunningError, NotLiveError, NotInLogError at the first line */
  async *lines({ keep, from, to }: ReplayOptions): AuditLines {
    const live = await this.live();
    if (from === undefined && to === undefined) {
      yield* this.whole(live, keep);
      return;
    }
    const { parts, generations, definition } = this;
    const stretch = await stretchOf(parts.bus, definition.topics, { from, to });
    const tables = new PastTables(parts, generations, definition);
    const compared = from === undefined ? live : undefined;
    yield* replayPast(parts, definition, tables, { stretch, keep, live: compared });
  }

  private async *whole(live: Generation, keep: boolean): AuditLines {
    const { name } = this.definition;
    const beyond = await beyondTheLog(this.parts, live);
    yield* beyond;
    if (beyond.length > 0) {
      yield { line: 'done', checked: 0, unit: 'rows', leftOut: `${name}: it cannot be replayed` };
      return;
    }
    const tables = new PastTables(this.parts, this.generations, this.definition);
    yield* tables.alone(() => this.replay(live), keep ? 'replaced' : 'dropped');
  }

  private async live(): Promise<Generation> {
    const { name, version } = this.definition;
    const live = await this.generations.find(name, 'live');
    if (live?.version !== version) throw new NotLiveError(name, version, live?.version);
    return live;
  }

  private async *replay(live: Generation): AuditLines {
    const { parts, definition } = this;
    const from = await startingPositions(parts.bus, definition.topics);
    const scratch = new ScratchTables(
      parts,
      definition,
      await this.generations.beginScratch(definition, from),
    );
    await scratch.follow(from);
    try {
      yield* this.untilNearlyThere(scratch);
      yield* this.compare(live, scratch);
    } finally {
      await scratch.stop();
    }
  }

  /** Live tables that keep moving are caught up with while they are held. */
  private async *untilNearlyThere(scratch: ScratchTables): AuditLines {
    for (;;) {
      const { done, total } = await scratch.distance();
      yield { line: 'progress', done, total };
      if (total - done <= NEARLY || scratch.halted !== undefined) return;
      await sleep(LOOK_MS);
    }
  }

  private async *compare(live: Generation, scratch: ScratchTables): AuditLines {
    const { definition, parts } = this;
    const generations = { live, scratch: scratch.generation };
    const compared = await compareInStep(definition, generations, () => this.snapshotOf(scratch));
    if (compared === undefined) {
      yield* gap(definition.name, scratch.halted);
      return;
    }
    const { done, total } = await scratch.distance();
    yield { line: 'progress', done, total };
    yield* modelFindings(compared, { service: parts.service, ...live });
    yield { line: 'done', checked: compared.reduce((sum, { rows }) => sum + rows, 0), unit: 'rows' };
  }

  /** Undefined when the log could not be read further. */
  private async snapshotOf(scratch: ScratchTables): Promise<LongSession | undefined> {
    while (scratch.halted === undefined) {
      try {
        await scratch.settle();
        const session = await scratch.snapshot();
        if (session !== undefined) return session;
      } catch (error) {
        if (!isTransientError(error)) throw error;
      }
      await sleep(LOOK_MS);
    }
    return undefined;
  }
}

async function* gap(projection: string, problem = 'the log cannot be read further'): AuditLines {
  yield damageLine({ kind: 'log-gap', place: projection, problem, since: null });
  yield { line: 'done', checked: 0, unit: 'rows', leftOut: `${projection}: the log has a gap` };
  await Promise.resolve();
}
