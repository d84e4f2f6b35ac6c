import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const HEAD = {
  experiment: { key: 'shop', name: 'Shop', status: 'running', run: 2, origin: 'assigned' },
  coverage: { completeTo: '2026-03-01T12:00:00.000Z' },
  metric: { key: 'spent', type: 'mean' },
};
const treatment = {
  variant: 'treatment',
  isControl: false,
  units: 1_200,
  conversions: null,
  sum: 3_000,
  value: 2.5,
  interval: [2, 3],
  comparison: {
    difference: 0.5,
    lift: 0.25,
    pValue: 0.01,
    holm: 0.01,
    interval: [0.1, 0.9],
    sequential: { pValue: 0.0425, interval: [0.01, 0.99] },
    bayesian: { chanceToWin: 0.99 },
  },
};
const both = (value: number | null) => ({ fixedHorizon: value, sequential: value });

const VIEWS: readonly (readonly [string, object, readonly RegExp[]])[] = [
  [
    'series',
    { kind: 'cumulative', days: [{ day: '2026-03-01', variants: [treatment] }] },
    [/2026-03-01 .*treatment .*1,200 .*25\.00 % .*0\.0425 .*\[0\.01, 0\.99\]/],
  ],
  [
    'breakdown',
    { dimension: 'country', values: [{ value: '', units: 1_200, variants: [treatment] }] },
    [/\(none\) .*treatment/, /does not decide/],
  ],
  ['breakdown', { dimension: 'country', values: [], reason: 'no buckets' }, [/no buckets/]],
  [
    'off-policy',
    {
      logged: { estimate: 0.05, se: 0.001, n: 10_000 },
      policies: [
        {
          policy: 'uniform over a, z',
          ips: { estimate: 0.04, se: 0.002 },
          snips: { estimate: 0.041, se: 0.0015 },
          doublyRobust: { estimate: null, se: null },
          effectiveSampleSize: 4_879.3,
          neverLogged: ['z'],
          warnings: ['small-effective-sample', 'arms-never-logged'],
        },
        {
          policy: 'always y',
          ips: { estimate: null, se: null },
          snips: { estimate: null, se: null },
          doublyRobust: { estimate: null, se: null },
          effectiveSampleSize: 0,
          neverLogged: [],
          warnings: [],
          reason: 'no-units',
        },
      ],
    },
    [
      /got 0\.05 ± 0\.001 over 10,000 units/,
      /uniform over a, z .*0\.04 ± 0\.002 .*– .*4,879 .*it rests on few units.*never chosen: z/,
      /always y .*there are no units/,
    ],
  ],
  [
    'sample-ratio',
    {
      srm: {
        alarm: true,
        sequentialPValue: 0.001,
        phases: [{ phase: 1, pValue: 0.002, variants: [{ variant: 'a', units: 900, expected: 1_000 }] }],
      },
      values: [
        {
          attribute: 'browser',
          value: 'x',
          units: 90,
          deviations: [-0.1, 0.1],
          adjustedP: 0.003,
          carries: true,
        },
      ],
    },
    [/ALARM/, /900 .*1000 .*0\.002/, /browser .*-10\.00 %, 10\.00 % .*yes/],
  ],
  [
    'power',
    {
      traffic: { unitsPerDay: 120, days: 7 },
      metrics: [
        {
          metric: 'spent',
          effect: 0.05,
          variants: [
            {
              variant: 'treatment',
              detectableEffect: both(0.12),
              unitsNeeded: both(2_400),
              daysToGo: both(20),
            },
          ],
        },
      ],
    },
    [/120 units a day over the last 7 whole days/, /5\.00 % .*12\.00 % .*2,400 .*20 /],
  ],
  [
    'novelty',
    {
      by: 'days',
      note: 'days are still being counted',
      variants: [
        {
          variant: 'treatment',
          pattern: 'novelty',
          trend: { slope: -0.05, pValue: 0.001 },
          trendOver: { days: 5, units: 200 },
          days: [{ day: 3, units: 50, difference: 1, lift: 0.5, pValue: 0.2 }],
        },
      ],
    },
    [
      /treatment: novelty \(-5\.00 % a day, p 0\.001, over 5 days of the same 200 units\)/,
      /still being counted/,
      /treatment .*3 .*50 .*50\.00 %/,
    ],
  ],
  [
    'novelty',
    {
      metric: { key: 'bought', type: 'proportion' },
      by: 'cohorts',
      variants: [
        {
          variant: 'treatment',
          pattern: null,
          trend: null,
          reason: 'no-units',
          days: [{ day: 0, units: 1, difference: 0.0123, lift: 0.5, pValue: 0.2 }],
        },
      ],
    },
    [/treatment: no pattern \(there are no units\)/, /By cohorts/, /treatment .*1\.23 pp .*50\.00 %/],
  ],
  [
    'aa-check',
    {
      passed: null,
      reason: 'no comparison could be made',
      check: { problems: [], tests: 0 },
      comparisons: [],
    },
    [/Not checked: no comparison could be made/],
  ],
  [
    'aa-check',
    {
      passed: false,
      check: { problems: ['sample-ratio-mismatch', 'arms-differ'], tests: 1 },
      comparisons: [{ metric: 'bought', variant: 'b', pValue: 0.001 }],
    },
    [/Failed: the split of the units is not as designed; an arm differs from control \(1 comparison\)/],
  ],
  [
    'arms',
    {
      arms: [{ variant: 'a', units: 10, share: 0.1, value: 2, weightedMean: null, probabilityBest: 0.75 }],
    },
    [/10\.00 % .*2 .*– .*75\.00 %/],
  ],
  [
    'arms',
    {
      metric: { key: 'bought', type: 'proportion' },
      arms: [{ variant: 'a', units: 10, share: 0.1, value: 0.2, weightedMean: 0.3, probabilityBest: 0.75 }],
    },
    [/10\.00 % .*20\.00 % .*30\.00 % .*75\.00 %/],
  ],
  [
    'explain-metric',
    {
      unit: 'u1',
      firstExposure: { time: '2026-03-01T00:00:00.000Z', variant: 'treatment' },
      excluded: null,
      amounts: { value: '7.000000' },
      cap: '7.000000',
      denominatorCap: null,
      events: [
        {
          time: '2026-03-01T01:00:00.000Z',
          name: 'purchase',
          adds: [{ part: 'value', amount: '7.000000' }],
          why: 'counts',
        },
        {
          time: '2026-03-01T00:00:00.000Z',
          type: 'UnitExposed',
          name: 'shop',
          adds: [],
          why: 'exposure in shop',
        },
      ],
    },
    [
      /spent of u1: value 7\.000000; cap 7\.000000$/m,
      /purchase .*value 7\.000000 .*counts/,
      /│ exposure .*exposure in shop/,
    ],
  ],
  [
    'explain-metric',
    {
      variant: 'treatment',
      total: { n: 5, sums: { sum: '12.5' } },
      rows: [{ phase: 1, day: '2026-03-01', partition: 2, n: 5, sums: { sum: '12.5' } }],
    },
    [/5 units, sum 12\.5/, /1 .*2026-03-01 .*2 .*5 .*12\.5/],
  ],
  [
    'explain-metric',
    {
      variant: 'treatment',
      total: { n: 5, sums: { sum: '12.5' } },
      rows: [{ phase: 1, day: '2026-03-01', partition: 2, n: 5, sums: { sum: '12.5' } }],
      buckets: [
        { from: 0, to: 0, units: 1 },
        { from: 1.973731, to: 2.013602, units: 4 },
      ],
    },
    [/above .*up to .*units/, /1\.97373 .*2\.0136 .*4/],
  ],
];

describe('views of an experiment', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
  });
  afterEach(() => assay.stop());

  it.each(VIEWS)('are readable: %s', async (view, body, expected) => {
    const path = `GET /api/v1/reports/experiments/shop/${view}`;
    assay.routes.set(path, () => ({ status: 200, body: { ...HEAD, ...body } }));
    expect(await runCli(['report', 'shop', view], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    expect(text).toContain('shop (running, run 2, assigned), complete to 2026-03-01T12:00:00.000Z');
    for (const line of expected) expect(text).toMatch(line);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it.each(['csv', 'html'])('come as the server makes them: --%s', async (format) => {
    const query = `run=2&metric=spent&kind=daily&format=${format}`;
    assay.texts.set(`/api/v1/reports/experiments/shop/series?${query}`, { text: 'a,b\r\n1,2\r\n' });
    const given = ['--run', '2', '--metric', 'spent', '--kind', 'daily', `--${format}`];
    expect(await runCli(['report', 'shop', 'series', ...given], terminal)).toBe(EXIT.done);
    expect(terminal.printed).toEqual(['a,b\r\n1,2']);
  });

  it.each([
    [['--csv', '--html'], 'name one of --csv, --html'],
    [['sideways'], "'sideways' is invalid"],
    [['series', '--kind', 'weekly'], "'weekly' is invalid"],
  ])('are refused where they make no sense: %j', async (given, message) => {
    expect(await runCli(['report', 'shop', ...given], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(message);
  });
});
