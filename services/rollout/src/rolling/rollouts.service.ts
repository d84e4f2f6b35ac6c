import type { EvaluationStep, RolloutEvaluation } from '@assay/bucketing';
import { explainRollout } from '@assay/bucketing';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import type { Activated } from '../outcomes/outcome-reader.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { RolloutCommand } from '../rollout/rollout-command.js';
import type { ExistingRollout, RolloutDesign, RolloutState } from '../rollout/rollout-state.js';
import { compileRollout, unitDigest } from './compile-rollout.js';
import { RolloutLog } from './rollout-log.js';
import { problemOfRefusal, rolloutNotFound } from './rollout-problems.js';
import type { RolloutView } from './rollout-view.js';
import { viewOf } from './rollout-view.js';

/** Who asks, about which rollout. */
export interface Request {
  readonly project: string;
  readonly actor: string;
  readonly key: string;
}

export interface UnitAnswer extends RolloutEvaluation {
  readonly unit: string;
  readonly steps: readonly EvaluationStep[];
}

/** Commands of people, and what they see of a rollout. */
@Injectable()
export class RolloutsService {
  constructor(
    private readonly log: RolloutLog,
    private readonly outcomes: OutcomeReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  create(request: Request, design: RolloutDesign): Promise<RolloutView> {
    return this.handle(request, { type: 'CreateRollout', metadata: this.log.metadata(request), design });
  }

  start(request: Request): Promise<RolloutView> {
    const activation = this.log.newId();
    return this.handle(request, { type: 'StartRollout', metadata: this.log.metadata(request), activation });
  }

  async advance(request: Request, override?: { readonly reason: string }): Promise<RolloutView> {
    const health = await this.healthOf(request.project, await this.log.load(request.project, request.key));
    return this.handle(request, {
      type: 'AdvanceRollout',
      metadata: this.log.metadata(request),
      activation: this.log.newId(),
      health,
      ...(override === undefined ? {} : { override }),
    });
  }

  /** It stays on for its tier, and does not advance; a rollback by errors goes on being possible. */
  pause(request: Request, reason: string): Promise<RolloutView> {
    return this.handle(request, { type: 'PauseRollout', metadata: this.log.metadata(request), reason });
  }

  resume(request: Request): Promise<RolloutView> {
    const activation = this.log.newId();
    return this.handle(request, { type: 'ResumeRollout', metadata: this.log.metadata(request), activation });
  }

  async complete(request: Request): Promise<RolloutView> {
    const health = await this.healthOf(request.project, await this.log.load(request.project, request.key));
    const metadata = this.log.metadata(request);
    return this.handle(request, { type: 'CompleteRollout', metadata, activation: this.log.newId(), health });
  }

  rollBack(request: Request, reason: string): Promise<RolloutView> {
    const metadata = this.log.metadata(request);
    return this.handle(request, { type: 'RollBackRollout', metadata, activation: this.log.newId(), reason });
  }

  async view(project: string, key: string): Promise<RolloutView> {
    return this.viewOf(project, await this.existing(project, key));
  }

  /** Whether a unit has the feature, and the rules that were asked on the way. */
  async why(project: string, key: string, unit: string): Promise<UnitAnswer> {
    const definition = compileRollout(await this.existing(project, key));
    const { evaluation, steps } = explainRollout(definition, { unit, unitDigest: unitDigest(key, unit) });
    return { unit, ...evaluation, steps };
  }

  private async handle({ project, key }: Request, command: RolloutCommand): Promise<RolloutView> {
    const handled = await this.log.handle(command);
    if (handled.outcome === 'refused') throw problemOfRefusal(key, handled.refusal);
    return this.viewOf(project, found(key, handled.state));
  }

  private async existing(project: string, key: string): Promise<ExistingRollout> {
    return found(key, await this.log.load(project, key));
  }

  private async viewOf(project: string, rollout: ExistingRollout): Promise<RolloutView> {
    const counts = await this.healthOf(project, rollout);
    const total = await this.outcomes.unitsSeen(project, rollout.design.key);
    return viewOf(rollout, counts, total, new Date(this.clock.now()).toISOString());
  }

  private async healthOf(project: string, rollout: RolloutState): Promise<OutcomeCounts> {
    if (!isActivated(rollout)) return NO_OUTCOMES;
    return this.outcomes.enabledSince(project, rollout, Date.parse(rollout.since));
  }
}

const isActivated = (rollout: RolloutState): rollout is Activated =>
  ['in_progress', 'paused', 'completed'].includes(rollout.status);

function found(key: string, rollout: RolloutState): ExistingRollout {
  if (rollout.status === 'absent') throw rolloutNotFound(key);
  return rollout;
}
