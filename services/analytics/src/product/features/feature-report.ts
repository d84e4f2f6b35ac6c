import type { FeatureDefined } from '@assay/contracts';
import type { Counting } from '../report/counting.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { WindowFigures } from '../report/read-statistics.js';
import type { Average, Difference, Share, UndefinedShare } from '../report/share.js';
import { averageOf, differenceOf, shareOf } from '../report/share.js';

/** What a window says of a feature. */
interface FeatureFigures {
  /** Of the feature, in the window and in the one before it. */
  readonly now: WindowFigures;
  readonly usedBefore: number;
  readonly usedInEither: number;
  /** Units that did anything in the window. */
  readonly activeUnits: number;
}

/** How a feature is taken up; users are units. What the feature does not define is null. */
export interface FeatureReport {
  readonly feature: { readonly key: string; readonly name: string };
  readonly counting: Counting;
  readonly window: Window;
  readonly coverage: Coverage;
  readonly events: Readonly<
    Record<'views' | 'uses', number> &
      Record<'completions' | 'referrals' | 'conversions' | 'sessions', number | null>
  >;
  readonly users: Readonly<
    Record<'total' | 'active' | 'saw' | 'used' | 'returned', number> &
      Record<'completed' | 'referred' | 'converted', number | null>
  >;
  readonly rates: {
    /** Saw it, of all that were active. */
    readonly discovery: Share;
    /** Used it, of those who saw it. */
    readonly adoption: Share;
    /** Completed it, of those who used it. */
    readonly activation: Share | UndefinedShare;
    /** Used it on two days or more, of those who used it. */
    readonly repeatUsage: Share;
    /** Used it in this window, of those who used it in the window before. */
    readonly retention: Share;
    /** Told others, of those who used it. */
    readonly referral: Share | UndefinedShare;
  };
  readonly sessionSeconds: Average;
  readonly impact: FeatureImpact;
}

/** Users of the feature held against all others that were active: who uses it decides that, so it is no effect. */
interface FeatureImpact {
  readonly note: string;
  readonly conversion: {
    readonly users: Share | UndefinedShare;
    readonly others: Share | UndefinedShare;
  } & Difference;
  readonly revenue: {
    /** null where the feature defines no conversion. */
    readonly total: number | null;
    readonly users: Average;
    readonly others: Average;
    readonly difference: number | null;
  };
}

const NO_USERS = 'nobody used the feature in the window';
const NOTE = 'users chose the feature themselves: a difference to the others need not come from it';

export function featureReport(
  definition: FeatureDefined['data'],
  figures: FeatureFigures,
  context: Pick<FeatureReport, 'counting' | 'window' | 'coverage'>,
): FeatureReport {
  const { key, name } = definition;
  const { now, activeUnits, usedBefore, usedInEither } = figures;
  const at = (figure: string): number => now.get(figure) ?? 0;
  const where = (part: OptionalPart, figure: string): number | null =>
    definition[part] === undefined ? null : at(figure);
  const used = at('used');
  const ofUsers = (count: number): Share => shareOf(count, used, NO_USERS);
  const ofUsersWhere = (part: OptionalPart, figure: string): Share | UndefinedShare =>
    definition[part] === undefined ? notDefined(part, used) : ofUsers(at(figure));
  const retained = usedBefore + used - usedInEither;
  return {
    feature: { key, name },
    ...context,
    events: {
      views: at('views'),
      uses: at('uses'),
      completions: where('complete', 'completions'),
      referrals: where('refer', 'referrals'),
      conversions: where('convert', 'conversions'),
      sessions: where('session', 'sessions'),
    },
    users: {
      total: activeUnits,
      active: used,
      saw: at('saw'),
      used,
      completed: where('complete', 'completed'),
      returned: at('returned'),
      referred: where('refer', 'referred'),
      converted: where('convert', 'converted'),
    },
    rates: {
      discovery: shareOf(at('saw'), activeUnits, 'nobody was active in the window'),
      adoption: shareOf(used, at('saw'), 'nobody saw the feature in the window'),
      activation: ofUsersWhere('complete', 'completed'),
      repeatUsage: ofUsers(at('returned')),
      retention: shareOf(retained, usedBefore, 'nobody used the feature in the window before'),
      referral: ofUsersWhere('refer', 'referred'),
    },
    sessionSeconds: averageOf(
      at('seconds') / 1e6,
      at('sessions'),
      definition.session === undefined ? lacking('session') : 'no session was recorded in the window',
    ),
    impact: definition.convert === undefined ? noImpact(used, activeUnits) : impactOf(at, activeUnits),
  };
}

type OptionalPart = 'complete' | 'refer' | 'convert' | 'session';

const lacking = (part: OptionalPart): string => `not defined: the feature names no event for "${part}"`;
const notDefined = (part: OptionalPart, of: number): UndefinedShare => ({
  count: null,
  of,
  rate: null,
  interval: null,
  reason: lacking(part),
});

/** Without a conversion nothing can be held against anything. */
function noImpact(used: number, activeUnits: number): FeatureImpact {
  const [users, others] = [used, activeUnits - used];
  const nothing = (of: number) => ({ sum: 0, of, average: null, reason: lacking('convert') });
  return {
    note: NOTE,
    conversion: {
      users: notDefined('convert', users),
      others: notDefined('convert', others),
      difference: null,
      interval: null,
      reason: lacking('convert'),
    },
    revenue: { total: null, users: nothing(users), others: nothing(others), difference: null },
  };
}

function impactOf(at: (figure: string) => number, activeUnits: number): FeatureImpact {
  const used = at('used');
  const others = activeUnits - used;
  const noOthers = 'everybody who was active used the feature';
  const users = shareOf(at('convertedUsers'), used, NO_USERS);
  const rest = shareOf(at('converted') - at('convertedUsers'), others, noOthers);
  const total = at('revenue') / 1e6;
  const ofUsers = averageOf(at('userRevenue') / 1e6, used, NO_USERS);
  const ofOthers = averageOf((at('revenue') - at('userRevenue')) / 1e6, others, noOthers);
  const isComparable = ofUsers.average !== null && ofOthers.average !== null;
  return {
    note: NOTE,
    conversion: { users, others: rest, ...differenceOf(users, rest) },
    revenue: {
      total,
      users: ofUsers,
      others: ofOthers,
      difference: isComparable ? (ofUsers.average ?? 0) - (ofOthers.average ?? 0) : null,
    },
  };
}
