import type { EventMetadata, ReleaseEnvironment } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import { ConflictProblem, UnprocessableProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import type { Occasion as Request } from '../decision-log/decision-log.js';
import { knownAtOnce } from '../decision-log/known-at-once.js';
import type { Override, ReleaseCommand, RollBackRelease } from '../release/release-command.js';
import type { ExistingRelease, LiveRelease, ReleaseDesign, ReleaseState } from '../release/release-state.js';
import { isLive } from '../release/release-state.js';
import { Prometheus } from '../release-analysis/prometheus.js';
import type { Assessment } from '../release-health/evidence-of.fold.js';
import { ReleaseAssessor } from '../release-health/release-assessor.js';
import { ReleaseLog } from './release-log.js';
import { problemOfRefusal, releaseNotFound } from './release-problems.js';
import type { HealthView, ReleaseView } from './release-view.js';
import { healthViewOf, viewOf } from './release-view.js';

type Command<Type extends ReleaseCommand['type']> = Omit<
  Extract<ReleaseCommand, { type: Type }>,
  'type' | 'metadata' | 'activation' | 'judged' | 'observed' | 'automatic' | 'rollback'
>;

/** Commands of people, and what they see of a release. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly log: ReleaseLog,
    private readonly assessor: ReleaseAssessor,
    private readonly prometheus: Prometheus,
  ) {}

  create(request: Request, design: ReleaseDesign): Promise<ReleaseView> {
    this.requireSources(design);
    return this.carryOut(request, (metadata) => ({ type: 'CreateRelease', metadata, design }));
  }

  start(request: Request, step: Command<'StartRelease'>): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => ({ type: 'StartRelease', ...this.step(metadata), ...step }));
  }

  advance(request: Request, step: Command<'AdvanceRelease'>): Promise<ReleaseView> {
    return this.carryOut(request, async (metadata) => ({
      ...{ type: 'AdvanceRelease', automatic: false },
      ...(await this.judgedStep(request, metadata)),
      ...step,
    }));
  }

  promote(
    request: Request,
    step: { readonly environment: ReleaseEnvironment; readonly override?: Override | undefined },
  ): Promise<ReleaseView> {
    return this.carryOut(request, async (metadata) => ({
      type: 'PromoteRelease',
      ...(await this.judgedStep(request, metadata)),
      ...step,
    }));
  }

  complete(request: Request, step: Command<'CompleteRelease'>): Promise<ReleaseView> {
    return this.carryOut(request, async (metadata) => ({
      type: 'CompleteRelease',
      ...(await this.judgedStep(request, metadata)),
      ...step,
    }));
  }

  /** It keeps its traffic and goes no further; a rollback by its outcomes goes on being possible. */
  pause(request: Request, reason: string): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => ({ type: 'PauseRelease', metadata, reason }));
  }

  resume(request: Request): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => ({ type: 'ResumeRelease', metadata }));
  }

  switchFeature(request: Request, change: Command<'SwitchFeature'>): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => {
      const rollback = { id: derivedId(metadata.id, 'rollback'), activation: this.log.newId() };
      return { type: 'SwitchFeature', metadata, rollback, ...change };
    });
  }

  setAutoRollback(request: Request, change: Command<'SetAutoRollback'>): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => ({ type: 'SetAutoRollback', metadata, ...change }));
  }

  rollBack(request: Request, reason: string): Promise<ReleaseView> {
    return this.carryOut(request, async (metadata) => ({
      type: 'RollBackRelease',
      ...this.step(metadata),
      ...{ reason, seen: await this.seen(request) },
    }));
  }

  abort(request: Request, reason: string): Promise<ReleaseView> {
    return this.carryOut(request, (metadata) => ({ type: 'AbortRelease', ...this.step(metadata), reason }));
  }

  async view(project: string, key: string): Promise<ReleaseView> {
    return this.viewOf(project, await this.existing(project, key));
  }

  async health(project: string, key: string): Promise<HealthView> {
    const release = await this.existing(project, key);
    if (isLive(release)) return healthViewOf(await this.assessor.assessFresh({ project, release }));
    throw new ConflictProblem(
      'RELEASE_NOT_LIVE',
      `release "${key}" is ${release.status}: it has no traffic`,
      {
        errors: [{ path: 'status', value: release.status, message: 'must be in_progress or paused' }],
      },
    );
  }

  private requireSources({ analysis }: ReleaseDesign): void {
    const at = analysis?.metrics.findIndex(({ source }) => source.kind === 'prometheus') ?? -1;
    if (at < 0 || this.prometheus.isConfigured) return;
    const path = `analysis.metrics[${String(at)}].prometheus`;
    throw new UnprocessableProblem(
      'PROMETHEUS_NOT_CONFIGURED',
      'this installation has no Prometheus to ask',
      {
        errors: [{ path, message: 'set PROMETHEUS_URL, or use outcomes' }],
      },
    );
  }

  private step(metadata: EventMetadata) {
    return { metadata, activation: this.log.newId() };
  }

  /** A step with what it is decided on; a release without traffic refuses it whatever that is. */
  private async judgedStep({ project, key }: Request, metadata: EventMetadata) {
    const release = await this.existing(project, key);
    if (!isLive(release))
      throw problemOfRefusal(key, {
        code: 'WRONG_STATUS',
        status: release.status,
        allowed: ['in_progress', 'paused'],
      });
    const { observed } = await this.assess(project, release);
    return { ...this.step(metadata), judged: release.activation, observed };
  }

  /** What its outcomes say, where that is known at once: its metrics would have to be asked for. */
  private async seen({ project, key }: Request): Promise<RollBackRelease['seen']> {
    const release = await this.log.load(project, key);
    if (!isLive(release)) return undefined;
    const assessed = await knownAtOnce(key, () =>
      this.assessor.assessAll([{ project, release }], () => null),
    );
    const [assessment] = assessed ?? [];
    return assessment && { judged: release.activation, observed: assessment.observed };
  }

  private assess(project: string, release: LiveRelease): Promise<Assessment> {
    return this.assessor.assessFresh({ project, release });
  }

  private async carryOut(
    request: Request,
    command: (metadata: EventMetadata) => ReleaseCommand | Promise<ReleaseCommand>,
  ): Promise<ReleaseView> {
    const { project, key } = request;
    const handled = await this.log.carryOut(request, command);
    if (handled.outcome === 'refused') throw problemOfRefusal(key, handled.refusal);
    return this.viewOf(project, found(key, handled.state));
  }

  private async existing(project: string, key: string): Promise<ExistingRelease> {
    return found(key, await this.log.load(project, key));
  }

  private async viewOf(project: string, release: ExistingRelease): Promise<ReleaseView> {
    const assessment = isLive(release) ? await this.assess(project, release) : undefined;
    return viewOf(release, assessment, new Date(this.log.now()).toISOString());
  }
}

function found(key: string, release: ReleaseState): ExistingRelease {
  if (release.status === 'absent') throw releaseNotFound(key);
  return release;
}
