import type { UnitAssigned } from '@assay/contracts';
import type { ModelReader } from '@assay/projections';
import type { AssignmentsFallback, StickyKey, StickyLookup } from '@assay/sticky';

/** Reads a projection on a snapshot, as `Projections` does. */
export interface AssignmentsModel {
  read<Result>(projection: string, work: (model: ModelReader) => Promise<Result>): Promise<Result>;
}

interface Row {
  readonly place: number;
  readonly event: UnitAssigned;
}

interface Asked {
  readonly key: StickyKey;
  readonly answer: (lookup: StickyLookup) => void;
}

const BATCH = 500;
const QUERY = `SELECT place::integer AS place, event
  FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[])
    WITH ORDINALITY AS asked (project, experiment, run, unit, place)
  JOIN assignments USING (project, experiment, run, unit)`;

const MISSING: StickyLookup = { outcome: 'missing' };
const UNAVAILABLE: StickyLookup = { outcome: 'unavailable' };

/**
 * First assignments from the read model. Questions that come while one query is under way go together into the
 * next one, so that a rush of units costs a few queries.
 */
export class ProjectedAssignments implements AssignmentsFallback {
  private waiting: Asked[] = [];
  private asking = false;

  constructor(private readonly model: AssignmentsModel) {}

  lookup(key: StickyKey): Promise<StickyLookup> {
    return new Promise((answer) => {
      this.waiting.push({ key, answer });
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
      const batch = this.waiting.splice(0, BATCH);
      await this.answerAll(batch);
    }
    this.asking = false;
  }

  private async answerAll(batch: readonly Asked[]): Promise<void> {
    try {
      const found = await this.query(batch.map(({ key }) => key));
      for (const [index, { answer }] of batch.entries()) {
        const event = found.get(index);
        answer(event === undefined ? MISSING : { outcome: 'found', entry: { event, confirmed: true } });
      }
    } catch {
      for (const { answer } of batch) answer(UNAVAILABLE);
    }
  }

  private async query(keys: readonly StickyKey[]): Promise<ReadonlyMap<number, UnitAssigned>> {
    const columns = [
      keys.map(({ project }) => project),
      keys.map(({ experiment }) => experiment),
      keys.map(({ run }) => run),
      keys.map(({ unit }) => unit),
    ];
    const rows = await this.model.read('assignments', (model) => model.query<Row>(QUERY, columns));
    return new Map(rows.map(({ place, event }) => [place - 1, event]));
  }
}
