// A seeded stream of experiments and what their units do, as the analytics engine gets it.
import { seededRandom } from '../../../libs/testing/dist/seeded-random.js';

const EXPERIMENTS = 10;
const NAMES = ['view', 'add_to_cart', 'purchase'];
const COUNTRIES = ['NL', 'BE', 'FR', 'DE', 'ES'];
const START = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

const metric = (event, type, rest = {}) => ({
  ...{ key: `${event}-${type}`, type, event, direction: 'increase', windowHours: 72 },
  ...rest,
});

const eventOf = ({ newEvent, derivedId }, definition, { subject, version, data }) => {
  const id = derivedId(subject, String(version));
  const time = new Date(START - DAY).toISOString();
  const metadata = {
    id,
    source: 'bench',
    subject,
    time,
    project: 'default',
    actor: 'bench',
    correlationid: id,
  };
  return { ...newEvent(definition, metadata, data), streamversion: version };
};

/** Definitions of ten experiments with three metrics each: a proportion, a capped mean and a median. */
export const definitions = (contracts) =>
  Array.from({ length: EXPERIMENTS }, (_, index) => {
    const key = `e${index}`;
    const [view, add, buy] = NAMES;
    const design = {
      ...{ key, number: index + 1, name: key, hypothesis: '', experimentType: 'ab_test', origin: 'imported' },
      ...{ unitType: 'user', trafficAllocation: 100, plannedUnits: null },
      primaryMetric: metric(buy, 'mean', { cap: { value: '150' } }),
      secondaryMetrics: [metric(view, 'proportion'), metric(add, 'quantile')],
    };
    const subject = contracts.streamId('default', 'experiment', key);
    return eventOf(contracts, contracts.ExperimentCreated, { subject, version: 1, data: design });
  });

/** Results are broken down by country. */
export const dimensions = (contracts) => [
  eventOf(contracts, contracts.DimensionRegistered, {
    subject: contracts.streamId('default', 'dimensions', 'all'),
    version: 1,
    data: { attribute: 'country', maxValues: 200 },
  }),
];

/** Where an event lies in the stream: 5 % change places with one up to a thousand before, within stretches. */
const orderOf = (from, to, random) => {
  const order = Array.from({ length: to - from }, (_, index) => from + index);
  for (let index = 1; index < order.length; index += 1) {
    if (random() >= 0.05) continue;
    const other = Math.max(0, index - Math.floor(random() * 1000));
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order;
};

/**
 * The batches of a stream of `count` interactions of `count / 5` units drawn uniformly; 5 % are repeated from
 * anywhere before, 5 % out of order. Each batch is made when it is asked for: a stream of any length takes no memory.
 */
export function* batchesOf(contracts, { count, batch, begin = 0 }) {
  for (let from = begin; from < count; from += batch) {
    const random = seededRandom(from + 1);
    const order = orderOf(from, Math.min(count, from + batch), random);
    yield order.map((index) => {
      const repeated = from > 0 && random() < 0.05;
      return interaction(contracts, repeated ? Math.floor(random() * from) : index, count);
    });
  }
}

/** The nth event of a stream: always the same one. */
const interaction = (contracts, index, count) => {
  const random = seededRandom(Math.imul(index + 1, 0x9e3779b1));
  const unit = `unit-${Math.floor((random() * count) / 5)}`;
  const at = START + Math.floor((index / count) * 3 * DAY);
  const time = new Date(at).toISOString();
  const id = contracts.timeOrderedId(at, unit, String(index));
  const metadata = {
    ...{ id, source: 'event-ingest', subject: unit, time, project: 'default' },
    ...{ actor: 'bench', correlationid: id },
  };
  if (random() < 0.2) return exposure(contracts, { metadata, unit, time, random });
  const name = NAMES[Math.floor(random() * NAMES.length)];
  const value = (random() * 100).toFixed(2);
  return contracts.newEvent(contracts.InteractionRecorded, metadata, { unit, name, value, receivedAt: time });
};

const exposure = (contracts, { metadata, unit, time, random }) => {
  const experiment = `e${Math.floor(random() * EXPERIMENTS)}`;
  const side = parseInt(contracts.derivedId(experiment, unit).slice(0, 2), 16) % 2;
  const country = COUNTRIES[parseInt(contracts.derivedId(unit).slice(0, 2), 16) % COUNTRIES.length];
  return contracts.newEvent(contracts.UnitExposed, metadata, {
    unit,
    experiment,
    run: 1,
    phase: 1,
    variant: side ? 'treatment' : 'control',
    reason: 'split',
    propensity: 0.5,
    receivedAt: time,
    attributes: { country },
  });
};
