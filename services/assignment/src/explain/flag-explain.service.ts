import type { Principal } from '@assay/auth';
import type { Explanation, FlagDefinition, FlagEvaluation } from '@assay/bucketing';
import { explain } from '@assay/bucketing';
import type { Clock } from '@assay/platform';
import { CLOCK, isoTime, NotFoundProblem, pastInstant } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import type { ExplainDto } from './explain.dto.js';
import { ExplainService } from './explain.service.js';
import type { AssignmentExplained, DecidedBy } from './explanation-view.js';
import { ServedFlags } from './served-flags.js';

export interface FlagExplanation extends Explanation<FlagEvaluation> {
  readonly flag: string;
  readonly kind: FlagDefinition['kind'];
  readonly unit: string;
  readonly at: string;
  /** `from` is told of experiments alone. */
  readonly definition: Partial<DecidedBy>;
  /** What the unit has in the run of an experiment; null where it has nothing there. */
  readonly assignment: AssignmentExplained | null;
}

/** Why does this unit get what a flag gives it, whatever the flag is? */
@Injectable()
export class FlagExplainService {
  constructor(
    private readonly experiments: ExplainService,
    private readonly flags: ServedFlags,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFoundProblem `FLAG_NOT_FOUND`, also for an instant before there was one */
  async explain(who: Principal, flag: string, asked: ExplainDto): Promise<FlagExplanation> {
    const present = this.flags.now(who.project).flag(flag);
    if (present === undefined) throw flagMissing(flag);
    if (present.kind !== 'experiment') return available(() => this.feature(who, flag, asked));
    const { experiment: _key, ...explained } = await this.experiments.explain(who, flag, asked);
    return { flag, kind: present.kind, ...explained };
  }

  /** A rollout or a release: it is served without remembering anybody. */
  private async feature(
    { project }: Principal,
    flag: string,
    { unit, at, attributes }: ExplainDto,
  ): Promise<FlagExplanation> {
    const now = this.clock.now();
    const instant = at === undefined ? now : pastInstant('at', at, now);
    const config = at === undefined ? this.flags.now(project) : await this.flags.at(project, instant);
    const definition = config.flag(flag);
    if (definition === undefined) throw flagMissing(flag, at);
    const { kind, revision } = definition;
    const asked = { flag, kind, unit, at: isoTime(instant), definition: { revision } };
    return { ...asked, ...explain(config, flag, { unit, attributes }), assignment: null };
  }
}

function flagMissing(flag: string, at?: string): NotFoundProblem {
  const path = at === undefined ? 'flag' : 'at';
  const message = at === undefined ? 'must be the key of a flag' : 'must be after the flag was created';
  const detail = `there is no flag "${flag}"${at === undefined ? '' : ` at ${at}`}`;
  return new NotFoundProblem('FLAG_NOT_FOUND', detail, { errors: [{ path, value: at ?? flag, message }] });
}
