import type { DecisionCheck } from '@assay/contracts';
import { counted, statusInWords } from '@assay/contracts';
import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { describeCheck } from '../eligibility/describe-check.js';
import { describeNotRunning, NOT_RUNNING } from '../eligibility/running.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { PromotionRefusal } from '../promotion/promotion-refusal.js';

/** The results do not reach the present: the code under which a stale verdict is known. */
const codeOf = ({ name }: DecisionCheck): { readonly code?: string } =>
  name === 'fresh' ? { code: 'INCONCLUSIVE_LAG' } : {};

function notEligible(failed: readonly DecisionCheck[]): Problem {
  const fail = counted(failed.length, 'check fails', 'checks fail');
  const detail = `${fail}: ${failed.map(describeCheck).join('; ')}`;
  return new UnprocessableProblem('NOT_ELIGIBLE', detail, {
    errors: failed.map((check) => ({
      path: check.name,
      value: check.value,
      message: describeCheck(check),
      ...codeOf(check),
    })),
    extensions: { checks: failed },
  });
}

function lookUsed({
  code,
  decidedAt,
  isEligible,
  failed,
}: Extract<PromotionRefusal, { code: 'LOOK_USED' }>): Problem {
  const verdict = isEligible ? 'it said yes' : `it said no: ${failed.map(describeCheck).join('; ')}`;
  const detail = `a fixed horizon is looked at once in a run; that was at ${decidedAt}, and ${verdict}`;
  return new ConflictProblem(code, detail, { extensions: { decidedAt, isEligible, checks: failed } });
}

/** What a refusal of a promotion or a rollback looks like to the caller. */
export function problemOfRefusal(refusal: PromotionRefusal): Problem {
  switch (refusal.code) {
    case 'NOT_ELIGIBLE':
      return notEligible(refusal.failed);
    case 'VARIANT_UNKNOWN': {
      const { code, variant, known } = refusal;
      return new UnprocessableProblem(code, `the experiment has no variant "${variant}"`, {
        errors: [{ path: 'variant', value: variant, message: `must be one of ${known.join(', ')}` }],
      });
    }
    case 'VARIANT_NOT_WINNER':
      return new UnprocessableProblem(
        refusal.code,
        `${refusal.variant} is not the winner; ${refusal.winner ?? 'no variant'} is`,
        {
          errors: [{ path: 'variant', value: refusal.variant, message: `give ${refusal.winner ?? 'none'}` }],
        },
      );
    case 'KNOWN_BAD':
      return new ConflictProblem(
        refusal.code,
        `${refusal.variant} was rolled back before; send acknowledgeKnownBad: true to promote it all the same`,
      );
    case 'LOOK_USED':
      return lookUsed(refusal);
    case 'SETTINGS_UNCHANGED':
      return new ConflictProblem(refusal.code, 'these are the settings already');
    case 'PROMOTION_ACTIVE':
    case 'PROMOTION_PENDING':
    case 'ANSWER_NOT_EXPECTED':
      return new ConflictProblem(refusal.code, `promotion ${refusal.promotionId} is ${refusal.status}`);
    case 'NO_ACTIVE_PROMOTION':
      return new ConflictProblem(refusal.code, 'no promotion of this experiment is in force');
  }
}

export const experimentNotFound = (name: string): Problem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there is no experiment with key, number or name "${name}"`);

export const experimentAmbiguous = (name: string, keys: readonly string[]): Problem =>
  new ConflictProblem('EXPERIMENT_AMBIGUOUS', `several experiments are named "${name}": ${keys.join(', ')}`);

export const experimentNotRunning = (
  experiment: Pick<ExperimentView, 'key' | 'status' | 'winner'>,
): Problem =>
  new ConflictProblem(NOT_RUNNING, describeNotRunning(experiment), {
    errors: [
      {
        path: 'status',
        value: statusInWords(experiment.status),
        message: 'only a running experiment can be promoted',
      },
    ],
  });

export const experimentNeverStarted = (key: string): Problem =>
  new ConflictProblem('EXPERIMENT_NOT_STARTED', `experiment ${key} has no run yet`);

export const promotionNotFound = (id: string): Problem =>
  new NotFoundProblem('PROMOTION_NOT_FOUND', `this experiment has no promotion ${id}`);

export const notRolledBack = (id: string): Problem =>
  new NotFoundProblem('NOT_ROLLED_BACK', `nobody has asked to take promotion ${id} back`);
