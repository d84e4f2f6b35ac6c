import { attemptsOf } from './attempts.js';

const HOUR = 3_600_000;
const STEPS = [{ event: 'view' }, { event: 'use' }, { event: 'purchase' }];
const attempts = (times: readonly (readonly number[])[], steps = STEPS) =>
  [
    ...attemptsOf(
      times.map((own) => own.map((hour) => hour * HOUR)),
      { steps, windowMs: 24 * HOUR },
    ),
  ].map(([day, { depth, duration }]) => [day, depth, duration === undefined ? null : duration / HOUR]);

describe('the attempts of a unit', () => {
  it.each([
    ['all steps in their order', [[1], [2], [3]], [[0, 3, 2]]],
    ['a step that came before the one it follows', [[5], [2], [6]], [[0, 1, null]]],
    ['the earliest next step, so that later ones are left', [[1], [2, 9], [3]], [[0, 3, 2]]],
    ['steps at the same instant', [[1], [1], [1]], [[0, 3, 0]]],
    ['the last step at the end of the window', [[1], [2], [25]], [[0, 3, 24]]],
    ['the last step after the window', [[1], [2], [26]], [[0, 2, null]]],
    [
      'one attempt a day, from its first start',
      [[1, 5, 30], [2], [40]],
      [
        [0, 2, null],
        [1, 1, null],
      ],
    ],
    ['nothing without a start', [[], [2], [3]], []],
  ])('are made of %s', (_, times, expected) => {
    expect(attempts(times)).toEqual(expected);
  });

  it('take a step of the same event only with an event that came later', () => {
    const twice = [{ event: 'purchase' }, { event: 'purchase' }];
    expect(attempts([[1], [1]], twice)).toEqual([[0, 1, null]]);
    expect(
      attempts(
        [
          [1, 2],
          [1, 2],
        ],
        twice,
      ),
    ).toEqual([[0, 2, 1]]);
  });
});
