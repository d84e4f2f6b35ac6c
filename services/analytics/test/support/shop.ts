import type { EventEnvelope, MetricSpec } from '@assay/contracts';
import { Random } from '@assay/testing';
import { dimension, exposure, HOUR, interaction, metric, START } from './events.js';
import { ExperimentStory } from './experiment-story.js';

export const DAYS = 6;
export const UNITS_A_DAY = 60;

const purchase: Partial<MetricSpec> = { event: 'purchase' };
export const SHOP_METRICS = {
  primary: metric('bought', { ...purchase, windowHours: 24 }),
  secondary: [
    metric('purchases', { ...purchase, type: 'count' }),
    metric('spent', { ...purchase, type: 'mean' }),
    metric('capped', { ...purchase, type: 'mean', cap: { value: '20' } }),
    metric('basket', { ...purchase, type: 'ratio', denominator: { event: 'purchase', measure: 'count' } }),
    metric('median_spent', { ...purchase, type: 'quantile', quantile: 0.5 }),
    metric('spent_by_country', { ...purchase, type: 'quantile', quantile: 0.75, breakdowns: ['country'] }),
    metric('kept', { event: 'visit', type: 'retention', day: 1 }),
    metric('adjusted', { ...purchase, type: 'mean', cuped: { preDays: 7 } }),
  ],
};

/** A unit as it was made up, so that every figure can be computed a second time. */
export interface Visitor {
  readonly unit: string;
  readonly variant: 'control' | 'treatment';
  readonly day: number;
  readonly country: string;
  readonly purchases: readonly number[];
  readonly before: number;
  readonly returns: boolean;
}

function visitors(): readonly Visitor[] {
  const random = new Random(11);
  const people: Visitor[] = [];
  for (let day = 0; day < DAYS; day += 1)
    for (let i = 0; i < UNITS_A_DAY; i += 1) {
      const variant = i % 2 === 0 ? 'control' : 'treatment';
      const before = 1 + random.below(20);
      const count = random.below(variant === 'control' ? 4 : 6);
      people.push({
        unit: `u${String(day)}-${String(i)}`,
        variant,
        day,
        country: i % 3 === 0 ? 'CH' : 'DE',
        purchases: Array.from({ length: count }, () => before + random.below(5)),
        before,
        returns: random.below(10) < (variant === 'control' ? 3 : 5),
      });
    }
  return people;
}

export const PEOPLE = visitors();
/** Those of one variant. */
export const of = (variant: Visitor['variant']) => PEOPLE.filter((one) => one.variant === variant);
export const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
export const spent = ({ purchases }: Visitor) => total(purchases);

function eventsOf({ unit, variant, day, country, purchases, before, returns }: Visitor): EventEnvelope[] {
  const time = START + day * 24 * HOUR;
  return [
    exposure({ unit, time, experiment: 'shop', variant, attributes: { country } }),
    interaction({ unit, time: time - HOUR, name: 'purchase', value: String(before), id: 'before' }),
    ...purchases.map((value, i) =>
      interaction({ unit, time: time + HOUR, name: 'purchase', value: String(value), id: String(i) }),
    ),
    ...(returns ? [interaction({ unit, time: time + 30 * HOUR, name: 'visit' })] : []),
  ];
}

/** The experiment and all that its visitors do. */
export const SHOP: readonly EventEnvelope[] = [
  dimension('country', 1),
  ...ExperimentStory.running('shop', SHOP_METRICS).events,
  ...PEOPLE.flatMap(eventsOf),
];
