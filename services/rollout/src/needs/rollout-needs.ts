import type { RolloutNeedsSet } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, RememberedStreams } from '@assay/event-store';
import { idempotencyKeyReused } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';
import type { Occasion } from '../decision-log/decision-log.js';
import { RolloutLog } from '../rollout-handling/rollout-log.js';
import type { NeededRollout } from '../rollout/needs/needed-rollout.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import type { Need, NeedsGraph, NeedsRefusal, SetNeeds } from './needs.decider.js';
import { needsDecider } from './needs.decider.js';

const GRAPH = 'all';
const CONCERNED = `
  SELECT DISTINCT needs.project, needs.rollout AS flag
    FROM unnest($1::text[], $2::text[]) AS changed (project, key)
    JOIN rollout_needs AS needs
      ON needs.project = changed.project AND changed.key IN (needs.needed, needs.rollout)`;

/** For which share of the units a feature is on, whichever version that is. */
export function servedPercentage(rollout: RolloutState): number {
  if (rollout.status === 'absent') return 0;
  if (rollout.live !== null) return 100;
  return 'percentage' in rollout ? rollout.percentage : 0;
}

/** What rollouts need of each other. */
@Injectable()
export class RolloutNeeds {
  /** Every step of every rollout asks: a project’s graph is not folded anew for each. */
  private readonly graphs: RememberedStreams<NeedsGraph, SetNeeds, RolloutNeedsSet, NeedsRefusal>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly log: RolloutLog,
  ) {
    this.graphs = new RememberedStreams(needsDecider, store);
  }

  /** @throws Problem for an `Idempotency-Key` that came with other needs */
  async set(occasion: Occasion, needs: readonly Need[]): Promise<Handled<NeedsGraph, NeedsRefusal>> {
    const { project, key } = occasion;
    const subject = streamOf(project);
    const metadata = { ...this.log.metadata(occasion), subject };
    const command = { type: 'SetNeeds', metadata, rollout: key, needs } as const;
    const handled = await handle(needsDecider, this.store, subject, command, () => this.graphs.load(subject));
    const [set] = handled.outcome === 'accepted' ? handled.events : [];
    if (set !== undefined && set.event.correlationid !== metadata.correlationid) throw idempotencyKeyReused();
    return handled;
  }

  /** What a rollout needs, each as it stands now. */
  async of(project: string, key: string): Promise<readonly NeededRollout[]> {
    const { state } = await this.graphs.load(streamOf(project));
    const needs = state.get(key) ?? [];
    return Promise.all(
      needs.map(async ({ rollout, onRollback }) => {
        const percentage = servedPercentage(await this.log.load(project, rollout));
        return { rollout, onRollback, percentage };
      }),
    );
  }

  /** Those that need one of these, and those of these that need something. */
  async concernedBy(changed: readonly Flag[]): Promise<readonly Flag[]> {
    const parameters = [changed.map(({ project }) => project), changed.map(({ flag }) => flag)];
    return this.models.read('needs', (model) => model.query<Flag>(CONCERNED, parameters));
  }
}

const streamOf = (project: string): string => streamId(project, 'rollout-needs', GRAPH);
