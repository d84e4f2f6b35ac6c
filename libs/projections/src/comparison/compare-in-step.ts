import { setTimeout as sleep } from 'node:timers/promises';
import type { LongSession } from '@assay/event-store';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { QueryDifferences } from './compare-models.js';
import { compareModels } from './compare-models.js';

/** What is left behind by batches in the live tables is settled within moments: until then the rows differ. */
const LOOKS_AT_SETTLING = 10;
const PAUSE_MS = 500;

export type ComparedGenerations = Readonly<Record<'live' | 'scratch', Pick<Generation, 'tablesIn'>>>;

/**
 * Compares the live tables with those beside them at the same place of the log.
 * @param snapshot one in which both stand there; undefined when the log could not be read so far
 * @returns what each hash query gives differently; undefined where there was no snapshot
 */
export async function compareInStep(
  definition: ProjectionDefinition,
  generations: ComparedGenerations,
  snapshot: () => Promise<LongSession | undefined>,
): Promise<readonly QueryDifferences[] | undefined> {
  for (let looks = definition.settling === undefined ? 1 : LOOKS_AT_SETTLING; ; looks -= 1) {
    const session = await snapshot();
    if (session === undefined) return undefined;
    const compared = await collect(session, definition, generations);
    if (looks <= 1 || compared.every(({ differences }) => differences.length === 0)) return compared;
    await sleep(PAUSE_MS);
  }
}

async function collect(
  session: LongSession,
  definition: ProjectionDefinition,
  generations: ComparedGenerations,
): Promise<readonly QueryDifferences[]> {
  try {
    const compared: QueryDifferences[] = [];
    for await (const query of compareModels(session.client, definition, generations)) compared.push(query);
    return compared;
  } finally {
    await session.end();
  }
}
