import type { AuditLines } from '@assay/contracts';
import { noteLine } from '@assay/contracts';
import { longSession } from '@assay/event-store';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import { hashGeneration } from '../reading/model-hash.js';
import type { Distance } from '../rebuild/swap.js';
import type { QueryDifferences } from '../comparison/compare-models.js';
import { compareModels } from '../comparison/compare-models.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import type { PastTables } from './past-tables.js';
import type { Stretch } from './stretch.js';

export interface PastReplay {
  readonly stretch: Stretch;
  readonly keep: boolean;
  /** The live tables, where the rows that are different there are to be listed. */
  readonly live: Generation | undefined;
}

const progressLine = ({ done, total }: Distance) => ({ line: 'progress', done, total }) as const;

/** Fills tables with a stretch of the log, and says what is different in the live ones. */
export async function* replayPast(
  parts: Pick<RuntimeParts, 'pool' | 'service'>,
  definition: ProjectionDefinition,
  tables: PastTables,
  { stretch, keep, live }: PastReplay,
): AuditLines {
  yield* tables.alone(
    async function* () {
      const scratch = yield* tables.fill(stretch, progressLine);
      if (live !== undefined) yield* changesSince(parts, definition, { live, scratch });
      const { hash, rows } = await hashGeneration(parts.pool, definition, scratch);
      const kept = keep ? { keptIn: scratch.tablesIn } : {};
      yield { line: 'done', checked: rows, unit: 'rows', hash, ...kept } as const;
    },
    keep ? 'replaced' : 'dropped',
  );
}

async function* changesSince(
  { pool, service }: Pick<RuntimeParts, 'pool' | 'service'>,
  definition: ProjectionDefinition,
  generations: Readonly<Record<'live' | 'scratch', Generation>>,
) {
  const session = await longSession(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    for await (const compared of compareModels(session.client, definition, generations))
      yield* notesOf(`${service} ${definition.name}: ${compared.tables}`, compared);
  } finally {
    await session.end();
  }
}

const SINCE = {
  'row-added': 'it has come since',
  'row-missing': 'it has gone since',
  'row-changed': 'it has changed since',
} as const;

function* notesOf(place: string, { differences, isCut }: QueryDifferences) {
  for (const { live, replayed } of differences) {
    const kind = replayed === null ? 'row-added' : live === null ? 'row-missing' : 'row-changed';
    yield noteLine({ kind, place, problem: SINCE[kind], since: null, expected: replayed, found: live });
  }
  if (isCut)
    yield noteLine({ kind: 'row-changed', place, since: null, problem: 'and more rows than are listed' });
}
