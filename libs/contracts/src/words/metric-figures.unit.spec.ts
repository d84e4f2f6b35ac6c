import {
  chanceInWords,
  liftInWords,
  metricFigures,
  numberInWords,
  percentInWords,
  pInWords,
} from './metric-figures.js';

describe('figures for people', () => {
  it.each([
    [8.375961, '8.376'],
    [0, '0'],
    [-0.000123456, '-0.0001235'],
    [9.99964, '10.00'],
    [9999.4, '9999'],
    [1473, '1,473'],
    [1_234_567.8, '1,234,568'],
  ])('%d is the number %s', (value, text) => {
    expect(numberInWords(value)).toBe(text);
  });

  it.each([
    [0.16621, '16.62 %'],
    [1, '100 %'],
    [0.99999, '100.00 %'],
    [0, '0 %'],
    [0.003, '0.30 %'],
    [0.000304, '0.03 %'],
    [0.0000123, '0.0012 %'],
    [-0.0431190348964, '-4.31 %'],
  ])('%d is %s', (share, text) => {
    expect(percentInWords(share)).toBe(text);
  });

  it('a lift has its sign', () => {
    expect([0.6293, 0, -0.5].map(liftInWords)).toEqual(['+62.93 %', '0 %', '-50.00 %']);
  });

  it('a chance never looks like certainty', () => {
    expect([1, 0.999936, 0.5, 0.00001, 0].map(chanceInWords)).toEqual([
      ...['> 99.99 %', '> 99.99 %', '50.00 %', '< 0.01 %', '< 0.01 %'],
    ]);
  });

  it.each([
    [0.0182516, '0.0183'],
    [1, '1'],
    [4.9e-21, '< 0.0001'],
    [0.0001, '0.0001'],
  ])('the p-value %d is %s', (p, text) => {
    expect(pInWords(p)).toBe(text);
  });

  it.each([
    ['proportion', '10.20 %', '+6.42 pp', 'percentage points'],
    ['retention', '10.20 %', '+6.42 pp', 'percentage points'],
    ['mean', '0.1020', '+0.06420', undefined],
    ['quantile', '0.1020', '+0.06420', undefined],
  ] as const)('of a %s are said in its unit', (type, value, difference, unit) => {
    const figures = metricFigures(type);
    expect([figures.value(0.102013), figures.difference(0.0641954), figures.differencesIn]).toEqual([
      ...[value, difference, unit],
    ]);
  });
});
