import type { Position } from '@assay/event-bus';
import { inTransaction, schemaOf } from '@assay/event-store';
import { escapeIdentifier } from 'pg';
import { PastTooLongError } from '../errors/index.js';
import type { Completeness } from '../reading/completeness.js';
import type { ModelReader } from '../reading/model-scope.js';
import { ClientModelScope } from '../reading/model-scope.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import type { PastTables } from './past-tables.js';
import type { LogMoment, Stretch } from './stretch.js';
import { lengthOf } from './stretch.js';

/** Which past of a model is to be read. */
export interface PastMoment {
  readonly at: LogMoment;
  /** Everything that the log had taken until then is in it; null where nobody knows. */
  readonly completeTo: Date | null;
}

/** Reading more than this again takes longer than somebody should wait for an answer. */
export const MOST_READ_AGAIN = 1_000_000;

/** As the positions of the live tables are told. */
const inOrder = (positions: readonly Position[]): readonly Position[] =>
  positions.toSorted((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  );

class PastModelScope extends ClientModelScope {
  past: Completeness = { completeTo: null, positions: [] };

  override completeness(): Promise<Completeness> {
    return Promise.resolve(this.past);
  }
}

/** Fills tables with a stretch of the log, reads them on one snapshot, and drops them. */
export async function readPast<Result>(
  { pool, service }: Pick<RuntimeParts, 'pool' | 'service'>,
  tables: PastTables,
  asked: { readonly projection: string; readonly stretch: Stretch; readonly completeTo: Date | null },
  work: (model: ModelReader) => Promise<Result>,
): Promise<Result> {
  const { projection, stretch, completeTo } = asked;
  const events = lengthOf(stretch);
  if (events > MOST_READ_AGAIN) throw new PastTooLongError(projection, events, MOST_READ_AGAIN);
  const reading = tables.alone(async function* () {
    const generation = yield* tables.fill(stretch, (distance) => distance);
    return inTransaction(
      pool,
      async (client) => {
        await client.query(`SET LOCAL search_path = ${escapeIdentifier(generation.tablesIn)}`);
        const scope = new PastModelScope(client, escapeIdentifier(schemaOf(service)), generation);
        scope.past = { completeTo, positions: inOrder(stretch.until) };
        return work(scope);
      },
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    );
  }, 'left');
  for (;;) {
    const step = await reading.next();
    if (step.done === true) return step.value;
  }
}
