import type { PolicyChanged, PolicyDocument } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS, PreconditionFailedProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { PolicyState } from './policy.decider.js';
import { policyDecider } from './policy.decider.js';

export interface PolicyChange {
  readonly project: string;
  readonly actor: string;
  readonly document: PolicyDocument;
  readonly reason: string;
  readonly expectedVersion?: number | undefined;
}

const streamOf = (project: string): string => streamId(project, 'policy', 'promotion');

/** The policy of each project, read from its stream whenever something is about to be done. */
@Injectable()
export class PolicyService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  async current(project: string): Promise<PolicyState> {
    return (await this.versions(project)).at(-1) ?? policyDecider.initial;
  }

  /** All versions, the first one first. */
  async versions(project: string): Promise<readonly PolicyState[]> {
    const stored = await this.store.load(streamOf(project));
    let state = policyDecider.initial;
    return stored.map(({ event }) => {
      state = policyDecider.evolve(state, event as PolicyChanged);
      return state;
    });
  }

  /** @throws PreconditionFailedProblem when it has another version by now */
  async change({ project, actor, ...change }: PolicyChange): Promise<PolicyState> {
    const id = this.newId();
    const subject = streamOf(project);
    const time = new Date(this.clock.now()).toISOString();
    const metadata = { id, source: 'promotion', subject, time, project, actor, correlationid: id };
    const handled = await handle(policyDecider, this.store, subject, { metadata, ...change });
    if (handled.outcome === 'refused' && handled.refusal.code === 'POLICY_CHANGED') {
      const { expected, version } = handled.refusal;
      const detail = `the policy has version ${String(version)}, not ${String(expected)}`;
      throw new PreconditionFailedProblem('POLICY_CHANGED', detail);
    }
    return handled.state;
  }
}
