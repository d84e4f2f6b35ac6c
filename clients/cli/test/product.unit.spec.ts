import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import type { TestTerminal } from './support/test-terminal.js';
import { testTerminal } from './support/test-terminal.js';

let assay: FakeAssay;
let terminal: TestTerminal;
let asked: string[];

beforeEach(async () => {
  assay = new FakeAssay();
  asked = [];
  terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'token-of-the-test' });
});
afterEach(() => assay.stop());

const answer = (path: string, body: object): void => {
  assay.routes.set(`GET /api/v1/reports/${path}`, (_, request) => {
    asked.push(request.url ?? '');
    return { status: 200, body };
  });
};
const show = async (...args: readonly string[]): Promise<string> => {
  expect(await runCli(['product', ...args], terminal)).toBe(EXIT.done);
  return terminal.printed.join('\n');
};

const SHOWN = {
  window: { days: 30, from: '2026-02-01', to: '2026-03-02' },
  coverage: { completeTo: '2026-03-02T10:00:00.000Z' },
};
const share = (count: number, of: number) => ({
  count,
  of,
  rate: of === 0 ? null : count / of,
  interval: of === 0 ? null : ([0.1, 0.9] as const),
  ...(of === 0 ? { reason: 'nobody saw it' } : {}),
});
const none = { sum: 0, of: 0, average: null, reason: 'none' };
const FEATURE = {
  ...SHOWN,
  feature: { key: 'search', name: 'Search' },
  counting: { status: 'counting', version: 2, reason: 'the definition is new' },
  events: { views: 20, uses: 10, completions: 5 },
  users: { total: 40 },
  rates: { adoption: share(0, 0), activation: share(5, 10) },
  sessionSeconds: none,
  impact: {
    note: 'no effect',
    conversion: { users: share(4, 10), others: share(2, 10), difference: 0.2, interval: [-0.1, 0.5] },
    revenue: { total: 60, users: none, others: none, difference: null },
  },
};
const STEPS = [
  {
    step: 1,
    name: 'look',
    units: 20,
    dropOff: null,
    conversionFromPrevious: null,
    conversionFromStart: share(20, 20),
  },
  {
    step: 2,
    name: 'buy',
    units: 5,
    dropOff: share(15, 20),
    conversionFromPrevious: share(5, 20),
    conversionFromStart: share(5, 20),
  },
];

describe('assay product', () => {
  it('shows a feature with what there is nothing of, and that it is still being counted', async () => {
    answer('features/search', FEATURE);
    const text = await show('feature', 'search', '--days', '7');
    expect(asked).toEqual(['/api/v1/reports/features/search?days=7']);
    expect(text).toContain('Feature search (Search), 2026-02-01 to 2026-03-02 (30 days, UTC)');
    expect(text).toContain('Not complete: the definition is new.');
    expect(text).toMatch(/adoption.*0 of 0.*– \(nobody saw it\)/);
    expect(text).toMatch(/activation.*5 of 10.*50\.00 % \[10\.00 %, 90\.00 %\]/);
  });

  it('shows a funnel step by step, by variant', async () => {
    answer('funnels/buying', {
      ...SHOWN,
      funnel: { key: 'buying', name: 'Buying', windowHours: 48 },
      counting: { status: 'complete', version: 1 },
      units: 20,
      steps: STEPS,
      conversion: share(5, 20),
      secondsToConvert: { sum: 36_000, of: 5, average: 7_200 },
      experiment: {
        key: 'checkout',
        run: 1,
        variants: [
          { variant: 'control', isControl: true, steps: STEPS, comparison: null },
          {
            variant: 'new',
            isControl: false,
            steps: STEPS,
            comparison: { difference: 0.05, interval: [0, 0.1] },
          },
        ],
        excludedUnits: 3,
      },
    });
    const text = await show('funnel', 'buying', '--run', '1', '--end', '2026-03-02');
    expect(asked[0]).toBe('/api/v1/reports/funnels/buying?days=30&end=2026-03-02&run=1');
    expect(text).toMatch(/2 buy.*5.*75\.00 %.*25\.00 %/);
    expect(text).toContain('Time to convert: 2 h on average');
    expect(text).toContain('left out: 3 units in two variants');
    expect(text).toContain('new: conversion differs by +5.00 pp [0 pp, +10.00 pp]');
  });

  it('shows power users, usage, cohorts and segments', async () => {
    answer('power-users/heavy', {
      ...SHOWN,
      powerUsers: { key: 'heavy', name: 'Heavy', share: 0.1 },
      counting: { status: 'complete', version: 1 },
      units: 50,
      uses: 300,
      threshold: 12,
      top: { units: share(5, 50), uses: share(150, 300) },
      features: [{ feature: 'search', adoption: share(4, 5), adoptionOfOthers: share(9, 45) }],
    });
    expect(await show('power-users', 'heavy')).toContain('a power user has 12 uses or more');
    answer('usage', {
      ...SHOWN,
      event: null,
      total: { events: 9, newUnits: 2, value: 1.5 },
      rows: [
        {
          date: '2026-03-01',
          events: 9,
          units: 3,
          newUnits: 2,
          value: 1.5,
          activeIn7Days: 4,
          activeIn30Days: 5,
        },
      ],
    });
    expect(await show('usage', '--from', '2026-03-01')).toContain('9 events, 2 new units, value 1.5');
    answer('cohorts', {
      ...SHOWN,
      by: 'week',
      rows: [
        {
          cohort: '2026-02-23',
          units: 10,
          returned: [
            { after: 1, rate: 0.4 },
            { after: 2, rate: null },
          ],
        },
      ],
    });
    expect(await show('cohorts')).toMatch(/2026-02-23.*10.*40\.00 %.*–/);
    answer('segments', {
      ...SHOWN,
      activeUnits: 20,
      rows: [
        {
          segment: 'listed',
          counting: { status: 'complete', version: 1 },
          units: null,
          eventsPerUnit: null,
          valuePerUnit: null,
          reason: 'a list',
        },
      ],
    });
    expect(await show('segments')).toMatch(/listed.*–.*a list/);
  });

  it('prints JSON as it came', async () => {
    answer('features/search', FEATURE);
    expect(JSON.parse(await show('feature', 'search', '--json'))).toEqual(FEATURE);
  });

  it('prints CSV with the rows of all pages under one heading', async () => {
    assay.texts.set('/api/v1/reports/positions?by=position&format=csv', {
      text: 'position,clicks\r\n1,10\r\n',
      next: '/api/v1/reports/positions?by=position&format=csv&cursor=x',
    });
    assay.texts.set('/api/v1/reports/positions?by=position&format=csv&cursor=x', {
      text: 'position,clicks\r\n2,22\r\n',
    });
    expect(await show('positions', '--csv')).toBe('position,clicks\r\n1,10\r\n2,22');
  });

  it('says what there is not', async () => {
    expect(await runCli(['product', 'funnel', 'nobody'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.join('\n')).toContain('there is none');
  });
});
