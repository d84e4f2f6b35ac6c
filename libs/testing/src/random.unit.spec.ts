import { Random } from './random.js';

const choicesOf = (seed: number) => {
  const random = new Random(seed);
  return [random.next(), random.below(1_000), random.pick(['a', 'b', 'c']), random.shuffled([1, 2, 3, 4])];
};

describe('random choices', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(choicesOf(7)).toEqual(choicesOf(7));
    expect(choicesOf(7)).not.toEqual(choicesOf(8));
  });

  it('lie within what there is to choose from', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 1_000 }, () => random.below(3));
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]));
    expect(random.shuffled(drawn).sort()).toEqual([...drawn].sort());
    expect([random.chance(0), random.chance(1)]).toEqual([false, true]);
    expect(random.pick([undefined])).toBeUndefined();
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
