import type { UnitAssigned } from '@assay/contracts';
import type { ModelReader } from '@assay/projections';
import type { AssignmentsFallback, StickyKey, StickyLookup } from '@assay/sticky';
import { FALLBACK_TIMEOUT_MS } from '@assay/sticky';

/** Reads a projection on a snapshot, as `Projections` does. */
export interface AssignmentsModel {
  read<Result>(
    projection: string,
    work: (model: ModelReader) => Promise<Result>,
    limitMs?: number,
  ): Promise<Result>;
}

export interface ProjectedAssignmentsOptions {
  /** Questions that may wait. */
  readonly capacity?: number;
  /** Milliseconds after which whoever asked has gone on without an answer. */
  readonly patienceMs?: number;
  /** Milliseconds that one query for many units may take. */
  readonly queryMs?: number;
}

interface Row {
  readonly place: number;
  readonly event: UnitAssigned;
}

interface Asked {
  readonly key: StickyKey;
  /** Nobody listens after this. */
  readonly until: number;
  readonly answer: (lookup: StickyLookup) => void;
}

const BATCH = 500;
const CAPACITY = 5_000;
const QUERY_MS = 500;
const QUERY = `SELECT place::integer AS place, event
  FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[])
    WITH ORDINALITY AS asked (project, experiment, run, unit, place)
  JOIN assignments USING (project, experiment, run, unit)`;

const MISSING: StickyLookup = { outcome: 'missing' };
const UNAVAILABLE: StickyLookup = { outcome: 'unavailable' };

/**
 * First assignments from the read model. Questions that come while one query is under way go together into the
 * next one, so that a rush of units costs a few queries. While the database does not answer, few wait for it, and not
 * for long.
 */
export class ProjectedAssignments implements AssignmentsFallback {
  private waiting: Asked[] = [];
  private asking = false;

  constructor(
    private readonly model: AssignmentsModel,
    private readonly options: ProjectedAssignmentsOptions = {},
  ) {}

  lookup(key: StickyKey): Promise<StickyLookup> {
    const { capacity = CAPACITY, patienceMs = FALLBACK_TIMEOUT_MS } = this.options;
    if (this.waiting.length >= capacity) return Promise.resolve(UNAVAILABLE);
    return new Promise((answer) => {
      this.waiting.push({ key, until: performance.now() + patienceMs, answer });
      if (!this.asking) void this.ask();
    });
  }

  /** The event that holds for a unit; undefined where it has none. */
  async find(key: StickyKey): Promise<UnitAssigned | undefined> {
    const found = await this.query([key]);
    return found.get(0);
  }

  private async ask(): Promise<void> {
    this.asking = true;
    // What is asked in the same turn of the event loop goes with the first query.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      this.letGo();
      const batch = this.waiting.splice(0, BATCH);
      if (batch.length > 0) await this.answerAll(batch);
    }
    this.asking = false;
  }

  /** Those whose askers have gone on, so that nothing is asked for nobody. They wait in the order of their deadlines. */
  private letGo(): void {
    const now = performance.now();
    const first = this.waiting.findIndex(({ until }) => until > now);
    const gone = this.waiting.splice(0, first === -1 ? this.waiting.length : first);
    for (const { answer } of gone) answer(UNAVAILABLE);
  }

  private async answerAll(batch: readonly Asked[]): Promise<void> {
    try {
      const keys = batch.map(({ key }) => key);
      const found = await this.query(keys, this.options.queryMs ?? QUERY_MS);
      for (const [index, { answer }] of batch.entries()) {
        const event = found.get(index);
        answer(event === undefined ? MISSING : { outcome: 'found', entry: { event, confirmed: true } });
      }
    } catch {
      for (const { answer } of batch) answer(UNAVAILABLE);
    }
  }

  private async query(
    keys: readonly StickyKey[],
    limitMs?: number,
  ): Promise<ReadonlyMap<number, UnitAssigned>> {
    const columns = [
      keys.map(({ project }) => project),
      keys.map(({ experiment }) => experiment),
      keys.map(({ run }) => run),
      keys.map(({ unit }) => unit),
    ];
    const rows = await this.model.read('assignments', (model) => model.query<Row>(QUERY, columns), limitMs);
    return new Map(rows.map(({ place, event }) => [place - 1, event]));
  }
}
