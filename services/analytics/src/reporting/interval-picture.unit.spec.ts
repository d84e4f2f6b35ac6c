import { differencesOf, intervalPicture } from './interval-picture.js';

const [GOOD, BAD, UNSURE] = ['#1a7f4b', '#c0392b', '#5b6b7f'];

const drawn = (always: readonly [number, number] | null, direction: 'increase' | 'decrease' = 'increase') =>
  intervalPicture(
    [{ label: 'b', estimate: 0.05, fixed: [0.01, 0.09], always }],
    differencesOf('proportion', direction),
  ).text;

describe('a picture of intervals', () => {
  it.each([
    ['wholly above 0', [0.001, 0.1], 'increase', GOOD],
    ['wholly below 0', [-0.1, -0.001], 'increase', BAD],
    ['wholly below 0', [-0.1, -0.001], 'decrease', GOOD],
    ['around 0', [-0.001, 0.1], 'increase', UNSURE],
    ['from 0', [0, 0.1], 'increase', UNSURE],
  ] as const)('colours what decides: %s (%j, %s is good)', (_, always, direction, colour) => {
    const text = drawn(always, direction);
    expect(text).toContain(`stroke="${colour}"`);
    for (const other of [GOOD, BAD, UNSURE]) if (other !== colour) expect(text).not.toContain(other);
  });

  it('goes by the interval of one look where there is no other', () => {
    expect(drawn(null)).toContain(GOOD);
  });

  it('says what is drawn, in which unit, and the estimate', () => {
    const text = drawn([-0.001, 0.1]).replaceAll('\u00a0', ' ');
    expect(text).toContain('difference to control, percentage points (increase is good)');
    expect(text).toContain('+5.00 pp');
    expect(text).toContain('+10.00 pp');
  });

  it('says that there is nothing where there is nothing', () => {
    const none = { label: 'b', estimate: null, fixed: null, always: null };
    expect(intervalPicture([none], differencesOf('mean', 'increase')).text).toContain('nothing to draw yet');
  });
});
