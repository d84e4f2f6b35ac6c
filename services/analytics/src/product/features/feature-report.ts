import type { FeatureDefined } from '@assay/contracts';
import type { Counting } from '../report/counting.js';
import type { Coverage, Window } from '../report/coverage.js';
import type { WindowFigures } from '../report/read-statistics.js';
import type { Average, Difference, Share } from '../report/share.js';
import { averageOf, differenceOf, shareOf } from '../report/share.js';
import type { Table } from '../report/table.js';

/** What a window says of a feature. */
export interface FeatureFigures {
  /** Of the feature, in the window and in the one before it. */
  readonly now: WindowFigures;
  readonly usedBefore: number;
  readonly usedInEither: number;
  /** Units that did anything in the window. */
  readonly activeUnits: number;
}

/** How a feature is taken up; users are units. */
export interface FeatureReport {
  readonly feature: { readonly key: string; readonly name: string };
  readonly counting: Counting;
  readonly window: Window;
  readonly coverage: Coverage;
  readonly events: Readonly<
    Record<'views' | 'uses' | 'completions' | 'referrals' | 'conversions' | 'sessions', number>
  >;
  readonly users: Readonly<
    Record<'total' | 'active' | 'saw' | 'used' | 'completed' | 'returned' | 'referred' | 'converted', number>
  >;
  readonly rates: {
    /** Saw it, of all that were active. */
    readonly discovery: Share;
    /** Used it, of those who saw it. */
    readonly adoption: Share;
    /** Completed it, of those who used it. */
    readonly activation: Share;
    /** Used it on two days or more, of those who used it. */
    readonly repeatUsage: Share;
    /** Used it in this window, of those who used it in the window before. */
    readonly retention: Share;
    /** Told others, of those who used it. */
    readonly referral: Share;
  };
  readonly sessionSeconds: Average;
  readonly impact: FeatureImpact;
}

/** Users of the feature held against all others that were active: who uses it decides that, so it is no effect. */
export interface FeatureImpact {
  readonly note: string;
  readonly conversion: { readonly users: Share; readonly others: Share } & Difference;
  readonly revenue: {
    readonly total: number;
    readonly users: Average;
    readonly others: Average;
    readonly difference: number | null;
  };
}

const NO_USERS = 'nobody used the feature in the window';
const NOTE = 'users chose the feature themselves: a difference to the others need not come from it';

export function featureReport(
  { key, name }: Pick<FeatureDefined['data'], 'key' | 'name'>,
  figures: FeatureFigures,
  context: Pick<FeatureReport, 'counting' | 'window' | 'coverage'>,
): FeatureReport {
  const { now, activeUnits, usedBefore, usedInEither } = figures;
  const at = (figure: string): number => now.get(figure) ?? 0;
  const used = at('used');
  const ofUsers = (count: number): Share => shareOf(count, used, NO_USERS);
  const retained = usedBefore + used - usedInEither;
  return {
    feature: { key, name },
    ...context,
    events: {
      views: at('views'),
      uses: at('uses'),
      completions: at('completions'),
      referrals: at('referrals'),
      conversions: at('conversions'),
      sessions: at('sessions'),
    },
    users: {
      total: activeUnits,
      active: used,
      saw: at('saw'),
      used,
      completed: at('completed'),
      returned: at('returned'),
      referred: at('referred'),
      converted: at('converted'),
    },
    rates: {
      discovery: shareOf(at('saw'), activeUnits, 'nobody was active in the window'),
      adoption: shareOf(used, at('saw'), 'nobody saw the feature in the window'),
      activation: ofUsers(at('completed')),
      repeatUsage: ofUsers(at('returned')),
      retention: shareOf(retained, usedBefore, 'nobody used the feature in the window before'),
      referral: ofUsers(at('referred')),
    },
    sessionSeconds: averageOf(at('seconds') / 1e6, at('sessions'), 'no session was recorded in the window'),
    impact: impactOf(at, activeUnits),
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

/** One row for each figure. */
export function featureTable({ events, users, rates, sessionSeconds, impact }: FeatureReport): Table {
  const shares = {
    ...rates,
    conversionOfUsers: impact.conversion.users,
    conversionOfOthers: impact.conversion.others,
  };
  return {
    columns: ['figure', 'value', 'of', 'rate', 'lower', 'upper'],
    rows: [
      ...[...Object.entries(events), ...Object.entries(users)].map(([name, value]) => [
        name,
        value,
        null,
        null,
        null,
        null,
      ]),
      ...Object.entries(shares).map(([name, { count, of, rate, interval }]) => [
        name,
        count,
        of,
        rate,
        interval?.[0] ?? null,
        interval?.[1] ?? null,
      ]),
      ['sessionSeconds', sessionSeconds.average, sessionSeconds.of, null, null, null],
      ['revenuePerUser', impact.revenue.users.average, impact.revenue.users.of, null, null, null],
      ['revenuePerOther', impact.revenue.others.average, impact.revenue.others.of, null, null, null],
    ],
  };
}
