import { visitor } from './visitor.js';

const numbers = Array.from({ length: 20_000 }, (_, number) => number);
const share = (variant: string, type: string): number =>
  numbers.filter((number) =>
    visitor(number)
      .actions(variant)
      .some((action) => action.type === type),
  ).length / numbers.length;

describe('simulated visitors', () => {
  it('are the same every time', () => {
    const story = (number: number) => [visitor(number).unit, visitor(number).actions('green')];
    expect(numbers.slice(0, 50).map(story)).toEqual(numbers.slice(0, 50).map(story));
  });

  it('have names of their own', () => {
    expect(new Set(numbers.map((number) => visitor(number).unit)).size).toBe(numbers.length);
  });

  it.each([
    ['grey', 'purchase', 0.1],
    ['green', 'purchase', 0.17],
    ['grey', 'add_to_cart', 0.22],
    ['green', 'add_to_cart', 0.3],
    ['unknown', 'purchase', 0],
  ])('in %s: %s by a share of %d', (variant, type, expected) => {
    expect(Math.abs(share(variant, type) - expected)).toBeLessThan(0.01);
  });

  it('put something into the cart before they buy it, for a price', () => {
    const buying = numbers
      .map((number) => visitor(number).actions('green'))
      .find(({ length }) => length === 2);
    expect(buying).toEqual([
      { type: 'add_to_cart' },
      { type: 'purchase', value: expect.stringMatching(/^\d+\.\d\d$/) },
    ]);
  });
});
