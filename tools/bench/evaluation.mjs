// npm run bench evaluation [-- --rounds 15]: one evaluation in process beside the bare hash of its text.
import { parseArgs } from 'node:util';
import { evaluateExperiment, murmurHash3, snapshotOf } from '@assay/bucketing';
import { describe, median, tell } from '../support/bench/figures.mjs';

const UNITS = 100_000;
const MANY = 1_000;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);

const experiment = (change = {}) => ({
  kind: 'experiment',
  key: 'checkout',
  status: 'running',
  controlOnly: false,
  winner: null,
  run: 1,
  phase: 1,
  salt: 'checkout-1',
  revision: 'r1',
  trafficAllocation: 50,
  weightsChanged: false,
  variants: [
    { key: 'control', isControl: true, weight: 1, config: {} },
    { key: 'treatment', isControl: false, weight: 1, config: {} },
  ],
  ...change,
});

const targeting = {
  op: 'all',
  rules: [
    { op: 'in', attribute: 'country', values: ['DE', 'FR', 'IT'] },
    { op: 'at_least', attribute: 'account.age', value: 18 },
    { op: 'version_at_least', attribute: 'app', value: '1.2.0' },
  ],
};
const attributes = { country: 'DE', account: { age: 20 }, app: '1.3.0' };
const layer = { layer: 'pages', salt: 'pages', ranges: [{ from: 0, to: 9_000 }] };

const units = Array.from({ length: UNITS }, (_, index) => `visitor-${index}`);
const snapshot = snapshotOf({});
const plain = experiment();
const open = experiment({ trafficAllocation: 100 });
const targeted = experiment({ targeting });
const full = experiment({ targeting, layer });
const sticky = { variant: 'treatment', bucket: 1, propensity: 0.5, phase: 1, revision: 'r1' };
const many = Array.from({ length: MANY }, (_, index) => experiment({ key: `e${index}`, salt: `e${index}` }));

// What is summed up keeps the engine from leaving the work out.
const works = {
  'the bare hash': (unit) => murmurHash3(`checkout-1:variant:${unit}`),
  'everybody takes part': (unit) => evaluateExperiment(open, { unit }, snapshot).bucket,
  'gate and variant': (unit) => evaluateExperiment(plain, { unit }, snapshot).bucket ?? 0,
  'an earlier assignment': (unit) => evaluateExperiment(plain, { unit, sticky }, snapshot).bucket ?? 0,
  'three targeting rules': (unit) => evaluateExperiment(targeted, { unit, attributes }, snapshot).bucket ?? 0,
  'three rules, a layer': (unit) => evaluateExperiment(full, { unit, attributes }, snapshot).bucket ?? 0,
  'a thousand experiments': (unit, index) =>
    evaluateExperiment(many[index % MANY], { unit }, snapshot).bucket ?? 0,
};

const perSecond = (work) => {
  const start = process.hrtime.bigint();
  let sum = 0;
  for (let index = 0; index < UNITS; index += 1) sum += work(units[index], index);
  const nanoseconds = Number(process.hrtime.bigint() - start);
  if (Number.isNaN(sum)) throw new TypeError('an evaluation gave no number');
  return (UNITS * 1e9) / nanoseconds;
};

describe(
  `One evaluation in process beside MurmurHash3 of the same text: ${UNITS} units, ${rounds} alternating rounds after a warm-up, medians.`,
);
const rates = new Map(Object.keys(works).map((name) => [name, []]));
for (let round = -1; round < rounds; round += 1)
  for (const [name, work] of Object.entries(works)) {
    const rate = perSecond(work);
    if (round >= 0) rates.get(name).push(rate);
  }

const [[, baseline], ...figures] = rates;
for (const [figure, measured] of figures) {
  tell('evaluation', figure, { measured, baseline, unit: 'evaluations/s' });
  const [own, bare] = [1e9 / median(measured), 1e9 / median(baseline)];
  console.log(
    `  ${own.toFixed(0)} ns each, ${(own / bare).toFixed(2)} × the bare hash (${bare.toFixed(0)} ns)`,
  );
}
