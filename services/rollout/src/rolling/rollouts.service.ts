import type { DataOf, RolloutNeedsSet } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { RolloutNeeds } from '../needs/rollout-needs.js';
import type { AudienceChange } from '../rollout/audience/audience.js';
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

/** Who asks, about which rollout. */
export interface Request {
  readonly project: string;
  readonly actor: string;
  readonly key: string;
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
    const metadata = this.log.metadata(request);
    return this.handle(request, { type: 'CreateRollout', metadata, design, version });
  }

  async start(request: Request, version?: number): Promise<ExistingRollout> {
    const needs = await this.facts.needs(request.project, request.key);
    return this.handle(request, { type: 'StartRollout', ...this.activating(request), version, needs });
  }

  async advance(request: Request, override?: { readonly reason: string }): Promise<ExistingRollout> {
    const facts = await this.factsOf(request);
    const overridden = override === undefined ? {} : { override };
    return this.handle(request, {
      ...{ type: 'AdvanceRollout', ...this.activating(request), ...facts, ...overridden },
    });
  }

  /** It stays on for its tier, and does not advance; a rollback by errors goes on being possible. */
  pause(request: Request, reason: string): Promise<ExistingRollout> {
    return this.handle(request, { type: 'PauseRollout', metadata: this.log.metadata(request), reason });
  }

  async resume(request: Request): Promise<ExistingRollout> {
    const needs = await this.facts.needs(request.project, request.key);
    return this.handle(request, { type: 'ResumeRollout', ...this.activating(request), needs });
  }

  async complete(request: Request): Promise<ExistingRollout> {
    const facts = await this.factsOf(request);
    return this.handle(request, { type: 'CompleteRollout', ...this.activating(request), ...facts });
  }

  rollBack(request: Request, reason: string, to: RollbackTarget): Promise<ExistingRollout> {
    return this.handle(request, { type: 'RollBackRollout', ...this.activating(request), reason, to });
  }

  publish(request: Request, version: PublishVersion['version']): Promise<ExistingRollout> {
    return this.handle(request, { type: 'PublishVersion', metadata: this.log.metadata(request), version });
  }

  schedule(request: Request, steps: ScheduleAdvance['steps']): Promise<ExistingRollout> {
    return this.handle(request, { type: 'ScheduleAdvance', metadata: this.log.metadata(request), steps });
  }

  cancelSchedule(request: Request, reason: string): Promise<ExistingRollout> {
    return this.handle(request, { type: 'CancelSchedule', metadata: this.log.metadata(request), reason });
  }

  /** The same signal again changes nothing and gets the same answer. */
  async signal(request: Request, signal: ReceiveSignal['signal']): Promise<SignalAnswer> {
    const { project, key } = request;
    const id = derivedId('rollout-signal', streamId(project, 'rollout', key), signal.id);
    const metadata = { ...this.log.metadata(request), id, correlationid: id };
    const activation = this.log.newId();
    const rollout = await this.handle(request, { type: 'ReceiveSignal', metadata, activation, signal });
    return signalAnswer(rollout, id, await this.log.events(project, key));
  }

  /** What is so already is no change. */
  async changeAudience(request: Request, change: AudienceChange, reason: string): Promise<ExistingRollout> {
    await this.segments.known(request.project, change.segments);
    const metadata = this.log.metadata(request);
    const handled = await this.log.handle({ type: 'ChangeAudience', metadata, change, reason });
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

  private activating(request: Request) {
    return { metadata: this.log.metadata(request), activation: this.log.newId() };
  }

  private async factsOf({ project, key }: Request) {
    return this.facts.of(project, key, await this.log.load(project, key));
  }

  private async handle({ key }: Request, command: RolloutCommand): Promise<ExistingRollout> {
    const handled = await this.log.handle(command);
    if (handled.outcome === 'refused') throw problemOfRefusal(key, handled.refusal);
    if (handled.state.status === 'absent') throw rolloutNotFound(key);
    return handled.state;
  }
}
