import type { PowerUsersDefined } from '@assay/contracts';
import type { Counting } from '../report/counting.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { WindowFigures } from '../report/read-statistics.js';
import type { Share } from '../report/share.js';
import { shareOf } from '../report/share.js';
import type { Table } from '../../reporting/table.js';
import { featureFigure, powerFigure, UNITS, USES } from './power-window.js';

/** The units that use the most, and what they use. */
export interface PowerUsersReport {
  readonly powerUsers: { readonly key: string; readonly name: string; readonly share: number };
  readonly counting: Counting;
  readonly window: Window;
  readonly coverage: Coverage;
  /** Units with a use in the window. */
  readonly units: number;
  readonly uses: number;
  /** From how many uses on a unit is a power user; null where there is none. */
  readonly threshold: number | null;
  /** Units with as many uses as the last one that belongs to the share belong to it as well. */
  readonly top: { readonly units: Share; readonly uses: Share };
  readonly features: readonly {
    readonly feature: string;
    /** Used it, of the power users. */
    readonly adoption: Share;
    /** Used it, of the other units with a use. */
    readonly adoptionOfOthers: Share;
  }[];
  readonly reason?: string;
}

const NOBODY = 'nobody had a use in the window';

export function powerUsersReport(
  { key, name, share, features }: PowerUsersDefined['data'],
  figures: WindowFigures,
  context: Pick<PowerUsersReport, 'counting' | 'window' | 'coverage'>,
): PowerUsersReport {
  const units = histogramOf(figures, UNITS);
  const all = sumFrom(units, 0);
  const threshold = thresholdOf(units, Math.ceil(all * share));
  const from = threshold ?? Infinity;
  const top = sumFrom(units, from);
  const uses = histogramOf(figures, USES);
  return {
    powerUsers: { key, name, share },
    ...context,
    units: all,
    uses: sumFrom(uses, 0),
    threshold,
    top: {
      units: shareOf(top, all, NOBODY),
      uses: shareOf(sumFrom(uses, from), sumFrom(uses, 0), NOBODY),
    },
    features: features.map(({ key: feature }, place) => {
      const users = histogramOf(figures, featureFigure(place));
      const others = sumFrom(users, 0) - sumFrom(users, from);
      return {
        feature,
        adoption: shareOf(sumFrom(users, from), top, NOBODY),
        adoptionOfOthers: shareOf(others, all - top, 'there are no other units with a use'),
      };
    }),
    ...(threshold === null ? { reason: NOBODY } : {}),
  };
}

/** By the number of uses. */
type Histogram = ReadonlyMap<number, number>;

function histogramOf(figures: WindowFigures, what: string): Histogram {
  const start = powerFigure(what, 0).slice(0, -1);
  return new Map(
    [...figures].flatMap(([figure, amount]) =>
      figure.startsWith(start) ? [[Number(figure.slice(start.length)), amount] as const] : [],
    ),
  );
}

const sumFrom = (histogram: Histogram, from: number): number =>
  [...histogram].reduce((sum, [uses, amount]) => (uses >= from ? sum + amount : sum), 0);

/** The number of uses of the unit in this place, the units with the most uses first. */
function thresholdOf(units: Histogram, place: number): number | null {
  let seen = 0;
  for (const [uses, amount] of [...units].sort(([one], [other]) => other - one)) {
    seen += amount;
    if (seen >= place) return uses;
  }
  return null;
}

export const powerUsersTable = ({ units, uses, threshold, top, features }: PowerUsersReport): Table => ({
  columns: ['figure', 'value', 'of', 'rate'],
  shares: ['rate'],
  rows: [
    ['units', units, null, null],
    ['uses', uses, null, null],
    ['threshold', threshold, null, null],
    ['power_users', top.units.count, top.units.of, top.units.rate],
    ['uses_of_power_users', top.uses.count, top.uses.of, top.uses.rate],
    ...features.flatMap(({ feature, adoption, adoptionOfOthers }) => [
      [`adoption ${feature}`, adoption.count, adoption.of, adoption.rate],
      [`adoption of others ${feature}`, adoptionOfOthers.count, adoptionOfOthers.of, adoptionOfOthers.rate],
    ]),
  ],
});
