import { Tenures } from '../src/batch/tenures.js';

const place = { topic: 'interactions', partition: 3 };

describe('a tenure', () => {
  it('goes on while batches follow one another', () => {
    const tenures = new Tenures();
    const first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
    expect(tenures.enter(place, 'engine_1', 10)).toBe(first);
  });

  it('ends where somebody else applied a batch in between', () => {
    const tenures = new Tenures();
    const first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
    expect(tenures.enter(place, 'engine_1', 20)).not.toBe(first);
  });

  it('ends with a batch of which it is not known whether it was committed', () => {
    const tenures = new Tenures();
    const first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
    tenures.enter(place, 'engine_1', 10);
    expect(tenures.enter(place, 'engine_1', 10)).not.toBe(first);
  });

  it('ends with its tables', () => {
    const tenures = new Tenures();
    const first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
    expect(tenures.enter(place, 'engine_2', 10)).not.toBe(first);
  });

  it('is one of a partition', () => {
    const tenures = new Tenures();
    const first = tenures.enter(place, 'engine_1', 0);
    first.leftAt = 10;
    expect(tenures.enter({ ...place, partition: 4 }, 'engine_1', 10)).not.toBe(first);
    expect(tenures.enter(place, 'engine_1', 10)).toBe(first);
  });
});
