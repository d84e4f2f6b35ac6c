import type { DeadLetterEvent } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import type { DeadLetterState } from './dead-letter.decider.js';
import { evolve, OPEN } from './dead-letter.decider.js';

const PAGE = 1_000;

/** What has been decided about all dead letters of a project, by their keys. Operators decide little: it is read anew. */
export async function decisionsOf(
  store: EventStore,
  project: string,
): Promise<ReadonlyMap<string, DeadLetterState>> {
  const states = new Map<string, DeadLetterState>();
  for (let position = 0; ;) {
    const page = await store.readFrom(position, PAGE);
    for (const { event, stream } of page) {
      const { project: of, kind, key } = parseStreamId(stream);
      if (kind === 'dead-letter' && of === project)
        states.set(key, evolve(states.get(key) ?? OPEN, event as DeadLetterEvent));
    }
    const last = page.at(-1);
    if (last === undefined) return states;
    position = last.position + 1;
  }
}
