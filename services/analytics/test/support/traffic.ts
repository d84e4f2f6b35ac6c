import type { EventEnvelope } from '@assay/contracts';
import { Random } from '@assay/testing';
import { exposure, experimentCreated, HOUR, interaction, metric, outcome, START } from './events.js';

export const DEFINITIONS: readonly EventEnvelope[] = [
  experimentCreated('checkout', {
    primary: metric('purchase_rate', { event: 'purchase', windowHours: 24 }),
    secondary: [metric('revenue', { event: 'purchase', type: 'mean' }), metric('click')],
  }),
  experimentCreated('search', {
    primary: metric('clicks_per_user', { event: 'click', type: 'mean', windowHours: 1.5 }),
  }),
  experimentCreated('checkout', { primary: metric('click') }, { project: 'other' }),
];

/** Units that wander through two experiments: repeated exposures, changed phases, contamination, failures. */
export function traffic(seed: number, units: number, eventsPerUnit: number): readonly EventEnvelope[] {
  const random = new Random(seed);
  const events: EventEnvelope[] = [];
  for (let number = 0; number < units * eventsPerUnit; number += 1) {
    const unit = `unit-${String(random.below(units))}`;
    events.push(eventOf(random, unit, number));
  }
  return events;
}

function eventOf(random: Random, unit: string, number: number): EventEnvelope {
  const where = {
    unit,
    time: START + random.below(40) * HOUR + random.below(3) * 1_000,
    id: String(number),
    project: random.below(8) === 0 ? 'other' : 'default',
  };
  const kind = random.below(10);
  if (kind < 4) return exposureOf(random, where);
  if (kind < 9) return interactionOf(random, where);
  const flag = random.pick([undefined, 'checkout', 'elsewhere']);
  return outcome({ ...where, success: random.below(2) === 0, ...(flag === undefined ? {} : { flag }) });
}

type Where = Parameters<typeof interaction>[0] extends infer Given ? Omit<Given, 'name' | 'value'> : never;

function exposureOf(random: Random, where: Where): EventEnvelope {
  const own = where.unit.length % 2 === 0 ? 'control' : 'treatment';
  return exposure({
    ...where,
    experiment: random.pick(['checkout', 'checkout', 'search', 'never-defined']),
    variant: random.below(12) === 0 ? random.pick(['control', 'treatment']) : own,
    run: random.below(10) === 0 ? 2 : 1,
    phase: 1 + random.below(2),
    reason: random.below(10) === 0 ? 'override' : random.pick(['split', 'sticky']),
  });
}

function interactionOf(random: Random, where: Where): EventEnvelope {
  const value = random.pick([undefined, '12.5', '0.000001', '-3.25', '999999999.999999']);
  const name = random.pick(['purchase', 'click', 'impression']);
  return interaction({ ...where, name, ...(value === undefined ? {} : { value }) });
}
