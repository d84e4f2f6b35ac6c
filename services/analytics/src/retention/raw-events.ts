import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { ModelReader, Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';
import { KEPT_BY_ALL } from '../engine/storage/retained-events.js';
import type { OpenRun } from './expiry.decider.js';
import { decideExpiry } from './expiry.decider.js';
import { expiryFacts, readFacts } from './expiry-facts.js';
import type { RetentionOptions } from './retention-options.js';
import { RETENTION } from './retention-options.js';
import { RunDirectory } from './run-directory.js';

const DAY_MS = 86_400_000;
const INSTANT = (milliseconds: number): string | null =>
  Math.abs(milliseconds) < 8.64e15 ? new Date(milliseconds).toISOString() : null;

/** What is kept of raw events, and what keeps it. */
export interface RawEventsView {
  /** null: for ever. */
  readonly retentionDays: number | null;
  /** What happened before is dropped; null: nothing is. */
  readonly keptFrom: string | null;
  readonly closedRuns: number;
  /** Of the project, that came too late to be counted: those that name a run are among its exclusions, too. */
  readonly expiredEvents: number;
  /** The open run with the oldest exposures: it keeps what it needs. */
  readonly heldBy: {
    readonly project: string;
    readonly experiment: string;
    readonly run: number;
    readonly firstExposure: string | null;
  } | null;
  readonly parts: readonly Part[];
  readonly bytes: number;
}

interface Part {
  readonly part: string;
  readonly bytes: number;
  readonly isEmptied: boolean;
}

/** Tells of the raw events that the engine keeps. */
@Injectable()
export class RawEvents {
  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RETENTION) private readonly options: RetentionOptions,
    private readonly directory: RunDirectory,
  ) {}

  async view(project: string): Promise<RawEventsView> {
    const { keepMs } = this.options;
    const { facts, stored } = await this.projections.read(ENGINE, async (model) => ({
      facts: await readFacts(model),
      stored: await readStored(model, project),
    }));
    const experimentOf = await this.directory.of(facts.runs);
    const times = { now: this.clock.now(), keepMs: keepMs ?? 0 };
    const { heldBy } = decideExpiry({ ...times, ...expiryFacts(facts, experimentOf), limit: Infinity });
    const own = heldBy?.project === project ? heldBy : undefined;
    return {
      retentionDays: keepMs === null ? null : keepMs / DAY_MS,
      ...stored,
      heldBy: own === undefined ? null : shown(own),
    };
  }

  /** Parts with what they take on disk, and from when on events are kept. */
  stored(): Promise<Omit<RawEventsView, 'retentionDays' | 'heldBy'>> {
    return this.projections.read(ENGINE, (model) => readStored(model, ''));
  }
}

const shown = ({ project, experiment, run, firstExposure }: OpenRun) => ({
  ...{ project, experiment, run },
  firstExposure: INSTANT(firstExposure),
});

async function readStored(
  model: ModelReader,
  project: string,
): Promise<Omit<RawEventsView, 'retentionDays' | 'heldBy'>> {
  const [row] = await model.query<{
    readonly from: number | null;
    readonly closed: number;
    readonly expired: number;
  }>(
    `SELECT ${KEPT_BY_ALL} AS from,
       (SELECT count(DISTINCT (project, experiment, run))::float8 FROM closed_runs) AS closed,
       (SELECT coalesce(sum(events), 0)::float8 FROM expired_events WHERE project = $1) AS expired`,
    [project],
  );
  const parts = await model.query<Part>(
    `SELECT prefix AS part, is_emptied AS "isEmptied",
       pg_total_relation_size(to_regclass(format('%I.%I', $1::text, 'unit_events_' || prefix)))::float8 AS bytes
     FROM unit_event_parts ORDER BY prefix`,
    [model.generation.tablesIn],
  );
  return {
    keptFrom: row?.from == null ? null : INSTANT(row.from),
    closedRuns: row?.closed ?? 0,
    expiredEvents: row?.expired ?? 0,
    parts,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
