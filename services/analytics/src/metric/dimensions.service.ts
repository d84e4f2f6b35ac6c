import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Author } from './author.js';
import { metadataOf } from './author.js';
import { dimensionProblem } from './dimension-problem.js';
import type { MaxValues, RegisterDimension, RemoveDimension } from './dimensions.decider.js';
import { dimensionsDecider } from './dimensions.decider.js';

const streamOf = (project: string): string => streamId(project, 'dimensions', 'all');

/** Registers the attributes that results of a project are broken down by, and removes them. */
@Injectable()
export class DimensionsService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /** @returns how many values are kept apart, by attribute */
  async list(project: string): Promise<MaxValues> {
    return (await loadState(dimensionsDecider, this.store, streamOf(project))).state.registered;
  }

  register(who: Author, asked: Pick<RegisterDimension, 'attribute' | 'maxValues'>): Promise<MaxValues> {
    return this.handle(who, { type: 'RegisterDimension', ...asked });
  }

  remove(who: Author, asked: Pick<RemoveDimension, 'attribute' | 'reason'>): Promise<MaxValues> {
    return this.handle(who, { type: 'RemoveDimension', ...asked });
  }

  private async handle(
    who: Author,
    command: Omit<RegisterDimension, 'metadata'> | Omit<RemoveDimension, 'metadata'>,
  ): Promise<MaxValues> {
    const stream = streamOf(who.project);
    const metadata = metadataOf(who, stream, { id: this.newId(), now: this.clock.now() });
    const handled = await handle(dimensionsDecider, this.store, stream, { ...command, metadata });
    if (handled.outcome === 'refused') throw dimensionProblem(command.attribute, handled.refusal);
    return handled.state.registered;
  }
}
