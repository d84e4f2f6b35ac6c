import type { Random } from '@assay/testing';
import type { EventEnvelope } from '@assay/contracts';
import {
  aliased,
  capFrozen,
  dimension,
  dimensionRemoved,
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  metricArchived,
  metricDays,
  metricSet,
  outcome,
  START,
} from './events.js';

const PRO = { attributes: [{ attribute: 'plan', operator: 'equals' as const, value: 'pro' }] };

/** Definitions of every kind, in the order of their streams. */
export const CHANCE_DEFINITIONS: readonly (readonly EventEnvelope[])[] = [
  [
    experimentCreated('checkout', {
      primary: metric('bought', { event: 'buy', windowHours: 48 }),
      secondary: [
        metric('revenue', { event: 'buy', type: 'mean', cap: { percentile: 0.9 }, cuped: { preDays: 1 } }),
        metric('per_visit', {
          event: 'buy',
          type: 'ratio',
          denominator: { event: 'visit', cap: { value: '1' } },
          cap: { value: '10' },
          cuped: { preDays: 2 },
        }),
        metric('median', { event: 'buy', type: 'quantile', delayHours: 1, breakdowns: ['country', 'age'] }),
      ],
    }),
  ],
  [
    experimentCreated(
      'ranking',
      {
        primary: metric('visits', { event: 'visit', type: 'count', cap: { value: '2' } }),
        secondary: [
          metric('back', { event: 'visit', type: 'retention', day: 1 }),
          metric('pro_revenue', { event: 'buy', type: 'mean', where: { ...PRO, minValue: '0.5' } }),
        ],
      },
      { type: 'bandit' },
    ),
  ],
  [
    metricSet(
      'checkout',
      1,
      metric('visits', { event: 'visit', type: 'count', cuped: { attribute: 'age' } }),
    ),
    metricSet('checkout', 2, {
      ...metric('median', {
        event: 'visit',
        type: 'quantile',
        measure: 'count',
        breakdowns: ['plan', 'age'],
      }),
    }),
    capFrozen('checkout', 3, { metric: 'revenue', percentile: 0.9, cap: '7.25' }),
    metricDays('checkout', 4, 'bought', 3),
    metricDays('checkout', 5, 'revenue', 4),
    metricSet('checkout', 6, {
      ...metric('per_look', { event: 'buy', type: 'ratio', delayHours: 1, windowHours: 50 }),
      ...{ cap: { percentile: 0.9 }, denominator: { event: 'visit', cap: { percentile: 0.8 } } },
    }),
    metricDays('checkout', 7, 'per_look', 5),
    metricArchived('checkout', 8, 'visits'),
    capFrozen('checkout', 9, { ...{ metric: 'per_look', percentile: 0.8, cap: '2', part: 'denominator' } }),
    capFrozen('checkout', 10, { metric: 'per_look', percentile: 0.9, cap: '12.5' }),
  ],
  [
    dimension('country', 1),
    dimension('age', 2),
    dimension('plan', 3),
    dimensionRemoved('country', 4),
    dimensionRemoved('plan', 5),
    dimension('country', 6),
  ],
];

/** Units that do all there is to do, in random order: exposed again and elsewhere, late, failing, linked. */
export function chanceEvents(random: Random, count: number): readonly EventEnvelope[] {
  return Array.from({ length: count }, (_, number) => eventOf(random, String(number)));
}

function eventOf(random: Random, id: string): EventEnvelope {
  const unit = `unit-${String(random.below(25))}`;
  const where = { unit, id, time: START + random.below(60) * HOUR + random.below(2) };
  const kind = random.below(20);
  if (kind < 7) return exposureOf(random, where);
  if (kind === 18) {
    const latencyMs = random.pick([0, 0.4, 12.5, 250, 9_000]);
    return outcome({ ...where, success: random.below(2) === 0, flag: 'checkout', latencyMs });
  }
  if (kind === 19) return outcome({ ...where, success: random.below(2) === 0 });
  const value = random.pick([undefined, '0.5', '12.25', '-3', '999999999.999999']);
  const attributes = random.pick([undefined, { plan: 'pro' }, { plan: 'free' }]);
  return interaction({
    ...where,
    name: random.pick(['buy', 'visit', 'visit', 'other']),
    ...(value === undefined ? {} : { value }),
    ...(attributes === undefined ? {} : { attributes }),
  });
}

function exposureOf(
  random: Random,
  where: { readonly unit: string; readonly id: string; readonly time: number },
): EventEnvelope {
  const own = where.unit.length % 2 === 0 ? 'control' : 'treatment';
  const attributes = random.pick([
    undefined,
    { country: 'NL', age: 30 },
    { country: 'BE', age: 41.5 },
    { country: random.pick(['FR', 'DE']) },
  ]);
  return exposure({
    ...where,
    experiment: random.pick(['checkout', 'checkout', 'ranking', 'never-defined']),
    variant: random.below(25) === 0 ? random.pick(['control', 'treatment']) : own,
    run: random.below(10) === 0 ? 2 : 1,
    phase: 1 + random.below(2),
    reason: random.below(10) === 0 ? 'override' : random.pick(['split', 'sticky', 'bandit']),
    propensity: random.pick([0.5, 0.3, 0.9]),
    ...(attributes === undefined ? {} : { attributes }),
  });
}

/** Some of the units turn out to be others; the first link of a unit holds, and users are not linked further. */
export function chanceLinks(random: Random): readonly EventEnvelope[] {
  return [1, 2, 3, 3].map((number, place) =>
    aliased({
      unit: `unit-${String(number)}`,
      user: `unit-${String(10 + random.below(6))}`,
      time: START + random.below(60) * HOUR,
      id: String(place),
    }),
  );
}
