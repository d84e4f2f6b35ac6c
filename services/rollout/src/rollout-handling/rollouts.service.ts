import type { DataOf, EventMetadata, RolloutNeedsSet } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { Occasion as Request } from '../decision-log/decision-log.js';
import { RolloutNeeds } from '../needs/rollout-needs.js';
import type { AudienceChange } from '../rollout/audience/audience.js';
import { judgedActivation, judgedByRollback } from '../rollout/judged-activation.js';
import type {
  PublishVersion,
  ReceiveSignal,
  RollbackTarget,
  RolloutCommand,
  ScheduleAdvance,
} from '../rollout/rollout-command.js';
import type { ExistingRollout, RolloutDesign } from '../rollout/rollout-state.js';
import { SegmentDirectory } from '../segments/segment-directory.js';
import { RolloutFacts } from './rollout-facts.js';
import { RolloutLog } from './rollout-log.js';
import { needsCycle, neededNotFound, problemOfRefusal, rolloutNotFound } from './rollout-problems.js';
import type { SignalAnswer } from './signal-answer.js';
import { signalAnswer } from './signal-answer.js';

export interface WantedAdvance {
  readonly override?: { readonly reason: string } | undefined;
  /** The activation that the caller looked at. */
  readonly activation?: string | undefined;
}

export interface WantedRollback {
  readonly reason: string;
  readonly to: RollbackTarget;
  /** The activation that the caller looked at. */
  readonly activation?: string | undefined;
}

/** What people and other systems want of rollouts; each answers with the rollout as it is afterwards. */
@Injectable()
export class RolloutsService {
  constructor(
    private readonly log: RolloutLog,
    private readonly facts: RolloutFacts,
    private readonly needs: RolloutNeeds,
    private readonly segments: SegmentDirectory,
  ) {}

  async create(request: Request, design: RolloutDesign, version: string): Promise<ExistingRollout> {
    await this.segments.known(request.project, design.segments);
    return this.carryOut(request, (metadata) => ({ type: 'CreateRollout', metadata, design, version }));
  }

  start(request: Request, version?: number): Promise<ExistingRollout> {
    return this.carryOut(request, async (metadata) => {
      const needs = await this.facts.needs(request.project, request.key);
      return { type: 'StartRollout', ...this.activating(metadata), version, needs };
    });
  }

  /** Two who advance what both looked at take one step. */
  advance(request: Request, { override, activation }: WantedAdvance): Promise<ExistingRollout> {
    const overridden = override === undefined ? {} : { override };
    return this.carryOut(request, async (metadata) => {
      const facts = await this.factsOf(request, activation);
      return { type: 'AdvanceRollout', ...this.activating(metadata), ...facts, ...overridden };
    });
  }

  /** It stays on for its tier, and does not advance; a rollback by errors goes on being possible. */
  pause(request: Request, reason: string): Promise<ExistingRollout> {
    return this.carryOut(request, (metadata) => ({ type: 'PauseRollout', metadata, reason }));
  }

  resume(request: Request): Promise<ExistingRollout> {
    return this.carryOut(request, async (metadata) => {
      const needs = await this.facts.needs(request.project, request.key);
      return { type: 'ResumeRollout', ...this.activating(metadata), needs };
    });
  }

  complete(request: Request): Promise<ExistingRollout> {
    return this.carryOut(request, async (metadata) => {
      const facts = await this.factsOf(request);
      return { type: 'CompleteRollout', ...this.activating(metadata), ...facts };
    });
  }

  /** What is served after a rollback is not rolled back by whoever meant what was served before. */
  rollBack(request: Request, { reason, to, activation }: WantedRollback): Promise<ExistingRollout> {
    return this.carryOut(
      request,
      async (metadata) => {
        const seen = await this.log.load(request.project, request.key);
        const judged = judgedByRollback(seen, activation, to);
        const sight = await this.facts.seen(request.project, seen);
        return { type: 'RollBackRollout', ...this.activating(metadata), judged, reason, to, seen: sight };
      },
      'to',
    );
  }

  publish(request: Request, version: PublishVersion['version']): Promise<ExistingRollout> {
    return this.carryOut(request, (metadata) => ({ type: 'PublishVersion', metadata, version }));
  }

  schedule(request: Request, steps: ScheduleAdvance['steps']): Promise<ExistingRollout> {
    return this.carryOut(request, (metadata) => ({ type: 'ScheduleAdvance', metadata, steps }));
  }

  cancelSchedule(request: Request, reason: string): Promise<ExistingRollout> {
    return this.carryOut(request, (metadata) => ({ type: 'CancelSchedule', metadata, reason }));
  }

  /** The same signal again changes nothing and gets the same answer. */
  async signal(request: Request, signal: ReceiveSignal['signal']): Promise<SignalAnswer> {
    const { project, key } = request;
    const id = derivedId('rollout-signal', streamId(project, 'rollout', key), signal.id);
    const before = await this.log.events(project, key);
    if (before.some((event) => event.id === id))
      return signalAnswer(await this.existing(project, key), id, before);
    const rollout = await this.carryOut(request, (asked) => ({
      type: 'ReceiveSignal',
      ...this.activating({ ...asked, id, correlationid: id }),
      signal,
    }));
    return signalAnswer(rollout, id, await this.log.events(project, key));
  }

  /** What is so already is no change. */
  async changeAudience(request: Request, change: AudienceChange, reason: string): Promise<ExistingRollout> {
    await this.segments.known(request.project, change.segments);
    const handled = await this.log.carryOut(request, (metadata) => ({
      type: 'ChangeAudience',
      metadata,
      ...{ change, reason },
    }));
    if (handled.outcome === 'refused' && handled.refusal.code !== 'AUDIENCE_UNCHANGED')
      throw problemOfRefusal(request.key, handled.refusal);
    return this.existing(request.project, request.key);
  }

  async setNeeds(request: Request, needs: DataOf<typeof RolloutNeedsSet>['needs']): Promise<void> {
    const { project, key } = request;
    await this.existing(project, key);
    for (const { rollout } of needs)
      if ((await this.log.load(project, rollout)).status === 'absent') throw neededNotFound(rollout);
    const handled = await this.needs.set(request, needs);
    if (handled.outcome === 'refused') throw needsCycle(handled.refusal);
  }

  async existing(project: string, key: string): Promise<ExistingRollout> {
    const rollout = await this.log.load(project, key);
    if (rollout.status === 'absent') throw rolloutNotFound(key);
    return rollout;
  }

  private activating(metadata: EventMetadata) {
    return { metadata, activation: this.log.newId() };
  }

  /** What is known now, and which activation it is judged on: the one that the caller names, or that of now. */
  private async factsOf({ project, key }: Request, activation?: string) {
    const seen = await this.log.load(project, key);
    return { ...(await this.facts.of(project, key, seen)), judged: judgedActivation(seen, activation) };
  }

  private async carryOut(
    request: Request,
    command: (metadata: EventMetadata) => RolloutCommand | Promise<RolloutCommand>,
    versionField = 'version',
  ): Promise<ExistingRollout> {
    const { key } = request;
    const handled = await this.log.carryOut(request, command);
    if (handled.outcome === 'refused') throw problemOfRefusal(key, handled.refusal, versionField);
    if (handled.state.status === 'absent') throw rolloutNotFound(key);
    return handled.state;
  }
}
