import { streamId } from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { Inject, Injectable } from '@nestjs/common';
import { DefinitionList } from '../references/definition-list.js';
import { streamsNamedIn } from './named-streams.js';

type Kind = 'experiment' | 'layer' | 'holdout' | 'segment';

/** Everything that has ever decided what an experiment serves, in the order in which it was stored. */
@Injectable()
export class PastEvents {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly definitions: DefinitionList,
  ) {}

  /** Empty for an experiment that there never was. */
  async of(project: string, key: string): Promise<readonly StoredEvent[]> {
    const own = await this.withPrerequisites(project, key);
    if (own.length === 0) return [];
    const { layers, segments } = streamsNamedIn(own.map(({ event }) => event));
    const holdouts = await this.definitions.keys(project, 'holdout');
    const others = [
      ...(await this.load(project, 'layer', layers)),
      ...(await this.load(project, 'holdout', holdouts)),
      ...(await this.load(project, 'segment', segments)),
    ];
    return [...own, ...others].sort((a, b) => a.position - b.position);
  }

  private async withPrerequisites(project: string, key: string): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    const seen = new Set<string>();
    const waiting = [key];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const found = await this.load(project, 'experiment', [next]);
      events.push(...found);
      waiting.push(...streamsNamedIn(found.map(({ event }) => event)).experiments);
    }
    return events;
  }

  private async load(project: string, kind: Kind, keys: readonly string[]): Promise<readonly StoredEvent[]> {
    const streams = await Promise.all(keys.map((key) => this.store.load(streamId(project, kind, key))));
    return streams.flat();
  }
}
