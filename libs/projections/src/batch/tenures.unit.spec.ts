import type { Tenure } from './tenures.js';
import { Tenures } from './tenures.js';

const place = { topic: 'interactions', partition: 3 };

describe('a tenure', () => {
  let tenures: Tenures;
  let first: Tenure;
  beforeEach(() => {
    tenures = new Tenures();
    first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
  });

  it('goes on while batches follow one another', () => {
    expect(tenures.enter(place, 'engine_1', 10)).toBe(first);
  });

  it('ends where somebody else applied a batch in between', () => {
    expect(tenures.enter(place, 'engine_1', 20)).not.toBe(first);
  });

  it('ends with a batch of which it is not known whether it was committed', () => {
    tenures.enter(place, 'engine_1', 10);
    expect(tenures.enter(place, 'engine_1', 10)).not.toBe(first);
  });

  it('ends with its tables', () => {
    expect(tenures.enter(place, 'engine_2', 10)).not.toBe(first);
  });

  it('is one of a partition', () => {
    expect(tenures.enter({ ...place, partition: 4 }, 'engine_1', 10)).not.toBe(first);
    expect(tenures.enter(place, 'engine_1', 10)).toBe(first);
  });
});
