import type { AlertSeverity } from '@assay/contracts';
import type { FeatureReport } from '../../product/features/feature-report.js';
import type { FunnelReport } from '../../product/funnels/funnel-report.js';
import type { PowerUsersReport } from '../../product/power-users/power-report.js';
import type { Counting } from '../../product/report/counting.js';
import type { Share } from '../../product/report/share.js';
import type { Judgement } from '../judgement.js';
import { levelOf, shown } from '../judgement.js';

export const FEATURE_ADOPTION = 'feature-adoption';
export const STEP_DROP_OFF = 'step-drop-off';
export const POWER_USER_ADOPTION = 'power-user-adoption';

/** Of fewer units a share says too little. */
const LEAST_UNITS = 100;
const LEAST_POWER_USERS = 20;

interface Judged {
  readonly project: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly subject: string;
  readonly what: string;
  readonly share: Share;
  readonly counting: Counting;
  readonly leastUnits: number;
}

interface ShareLimits {
  readonly limit: number;
  readonly calm: number;
  readonly side: 'below' | 'above';
}

/** While a definition is being counted its numbers are not complete: nothing is said of it. */
function judgeShare(
  { project, rule, severity, subject, what, share, counting, leastUnits }: Judged,
  { limit, calm, side }: ShareLimits,
): Judgement {
  const isTold = counting.status === 'complete' && share.of >= leastUnits;
  const sign = side === 'above' ? 1 : -1;
  const rate = isTold ? share.rate : null;
  return {
    level: levelOf(rate === null ? null : sign * rate, {
      raiseAbove: sign * limit,
      calmAtMost: sign * calm,
    }),
    reading: {
      ...{ project, rule, subject, severity, limit },
      message: `${what}: ${String(share.count)} of ${String(share.of)}, the limit is ${shown(100 * limit)} %`,
      value: share.rate,
      details: { count: share.count, of: share.of, version: counting.version },
    },
  };
}

/** Do too few of those who see a feature use it? */
export const judgeAdoption = (project: string, { feature, rates, counting }: FeatureReport): Judgement =>
  judgeShare(
    {
      ...{ project, counting, rule: FEATURE_ADOPTION, severity: 'warning', leastUnits: LEAST_UNITS },
      subject: feature.key,
      what: `few of those who saw ${feature.key} in seven days used it`,
      share: rates.adoption,
    },
    { limit: 0.1, calm: 0.12, side: 'below' },
  );

/** Do too many leave a funnel at a step? */
export const judgeDropOff = (
  project: string,
  { funnel, steps, counting }: FunnelReport,
): readonly Judgement[] =>
  steps.flatMap(({ step, name, dropOff }) =>
    dropOff === null
      ? []
      : [
          judgeShare(
            {
              ...{ project, counting, rule: STEP_DROP_OFF, severity: 'warning', leastUnits: LEAST_UNITS },
              subject: `${funnel.key}/${String(step)}`,
              what: `many of those who began ${funnel.key} in a day did not come to "${name}"`,
              share: dropOff,
            },
            { limit: 0.3, calm: 0.25, side: 'above' },
          ),
        ],
  );

/** Do too few of the power users use a feature? */
export const judgePowerUsers = (
  project: string,
  { powerUsers, features, counting }: PowerUsersReport,
): readonly Judgement[] =>
  features.map(({ feature, adoption }) =>
    judgeShare(
      {
        ...{ project, counting, rule: POWER_USER_ADOPTION, severity: 'info', leastUnits: LEAST_POWER_USERS },
        subject: `${powerUsers.key}/${feature}`,
        what: `few of the power users of ${powerUsers.key} used ${feature} in seven days`,
        share: adoption,
      },
      { limit: 0.5, calm: 0.55, side: 'below' },
    ),
  );
