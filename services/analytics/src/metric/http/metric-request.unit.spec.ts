import { compileCheck } from '@assay/platform';
import { archivingFrom, BODIES, daysFrom, dimensionFrom, metricFrom, removalFrom } from './metric-request.js';

const CASES: readonly (readonly [keyof typeof BODIES, (body: unknown) => unknown, readonly unknown[]])[] = [
  [
    'metric',
    (body) => metricFrom('revenue', body),
    [
      { type: 'mean', event: 'purchase' },
      { type: 'mean', event: 'purchase', windowHours: 24, direction: 'decrease', reason: 'asked for' },
      { type: 'mean' },
      { type: 'median', event: 'purchase' },
      { type: 'mean', event: 'purchase', windowHours: 0 },
      { type: 'mean', event: 'purchase', colour: 'red' },
      { type: 'mean', event: 'purchase', reason: '' },
    ],
  ],
  ['archived', (body) => archivingFrom('revenue', body), [{}, { reason: 'dull' }, { why: 'dull' }]],
  ['days', (body) => daysFrom('revenue', body), [{}, { days: 3 }, { days: 2 }, { days: '7' }, { day: 7 }]],
  [
    'dimension',
    dimensionFrom,
    [{ attribute: 'country' }, { attribute: 'a.b', maxValues: 9 }, { attribute: 'c', maxValues: 0 }, {}],
  ],
  ['removed', (body) => removalFrom('country', body), [{}, { reason: 'dull' }, { reason: 7 }]],
];

describe('bodies about metrics', () => {
  it.each(
    CASES.flatMap(([name, take, bodies]) =>
      bodies.map((body) => [name, JSON.stringify(body), take] as const),
    ),
  )('are taken as they are documented: %s %s', (name, text, take) => {
    const body = JSON.parse(text) as unknown;
    const isDocumented = compileCheck(BODIES[name])(body) === undefined;
    if (isDocumented) expect(take(body)).toBeDefined();
    else expect(() => take(body)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('are documented with what is taken where nothing is given', () => {
    expect(BODIES.metric.required).toEqual(['type', 'event']);
    const { direction, windowHours } = metricFrom('revenue', { type: 'mean', event: 'purchase' }).metric;
    expect(BODIES.metric.properties).toMatchObject({
      direction: { default: direction },
      windowHours: { default: windowHours },
    });
    expect(BODIES.days.properties).toMatchObject({ days: { default: daysFrom('revenue', {}).days } });
  });
});
