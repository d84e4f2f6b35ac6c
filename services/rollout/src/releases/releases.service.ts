import type { ReleaseEnvironment } from '@assay/contracts';
import { ConflictProblem, UnprocessableProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import type { Override, ReleaseCommand } from '../release/release-command.js';
import type { ExistingRelease, LiveRelease, ReleaseDesign, ReleaseState } from '../release/release-state.js';
import { isLive } from '../release/release-state.js';
import { Prometheus } from '../release-analysis/prometheus.js';
import type { Assessment } from '../release-health/evidence-of.fold.js';
import { ReleaseAssessor } from '../release-health/release-assessor.js';
import { ReleaseLog } from './release-log.js';
import { problemOfRefusal, releaseNotFound } from './release-problems.js';
import type { HealthView, ReleaseView } from './release-view.js';
import { healthViewOf, viewOf } from './release-view.js';

/** Who asks, about which release. */
export interface Request {
  readonly project: string;
  readonly actor: string;
  readonly key: string;
}

type Command<Type extends ReleaseCommand['type']> = Omit<
  Extract<ReleaseCommand, { type: Type }>,
  'type' | 'metadata' | 'activation' | 'judged' | 'evidence' | 'automatic' | 'rollback'
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
    return this.handle(request, { type: 'CreateRelease', metadata: this.log.metadata(request), design });
  }

  start(request: Request, step: Command<'StartRelease'>): Promise<ReleaseView> {
    return this.handle(request, { type: 'StartRelease', ...this.step(request), ...step });
  }

  async advance(request: Request, step: Command<'AdvanceRelease'>): Promise<ReleaseView> {
    const judged = await this.judged(request);
    return this.handle(request, {
      ...{ type: 'AdvanceRelease', automatic: false },
      ...{ ...this.step(request), ...judged, ...step },
    });
  }

  async promote(
    request: Request,
    step: { readonly environment: ReleaseEnvironment; readonly override?: Override | undefined },
  ): Promise<ReleaseView> {
    const judged = await this.judged(request);
    return this.handle(request, { type: 'PromoteRelease', ...this.step(request), ...judged, ...step });
  }

  async complete(request: Request, step: Command<'CompleteRelease'>): Promise<ReleaseView> {
    const judged = await this.judged(request);
    return this.handle(request, { type: 'CompleteRelease', ...this.step(request), ...judged, ...step });
  }

  /** It keeps its traffic and goes no further; a rollback by its outcomes goes on being possible. */
  pause(request: Request, reason: string): Promise<ReleaseView> {
    return this.handle(request, { type: 'PauseRelease', metadata: this.log.metadata(request), reason });
  }

  resume(request: Request): Promise<ReleaseView> {
    return this.handle(request, { type: 'ResumeRelease', metadata: this.log.metadata(request) });
  }

  switchFeature(request: Request, change: Command<'SwitchFeature'>): Promise<ReleaseView> {
    const rollback = { id: this.log.newId(), activation: this.log.newId() };
    const metadata = this.log.metadata(request);
    return this.handle(request, { type: 'SwitchFeature', metadata, rollback, ...change });
  }

  setAutoRollback(request: Request, change: Command<'SetAutoRollback'>): Promise<ReleaseView> {
    return this.handle(request, { type: 'SetAutoRollback', metadata: this.log.metadata(request), ...change });
  }

  rollBack(request: Request, reason: string): Promise<ReleaseView> {
    return this.handle(request, { type: 'RollBackRelease', ...this.step(request), reason });
  }

  abort(request: Request, reason: string): Promise<ReleaseView> {
    return this.handle(request, { type: 'AbortRelease', ...this.step(request), reason });
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

  private step(request: Request) {
    return { metadata: this.log.metadata(request), activation: this.log.newId() };
  }

  /** What a step is decided on; a release without traffic refuses it whatever that is. */
  private async judged({ project, key }: Request) {
    const release = await this.existing(project, key);
    if (!isLive(release))
      throw problemOfRefusal(key, {
        code: 'WRONG_STATUS',
        status: release.status,
        allowed: ['in_progress', 'paused'],
      });
    const { evidence } = await this.assess(project, release);
    return { judged: release.activation, evidence };
  }

  private assess(project: string, release: LiveRelease): Promise<Assessment> {
    return this.assessor.assessFresh({ project, release });
  }

  private async handle({ project, key }: Request, command: ReleaseCommand): Promise<ReleaseView> {
    const handled = await this.log.handle(command);
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
