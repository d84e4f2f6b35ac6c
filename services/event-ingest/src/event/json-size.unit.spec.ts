import * as fc from 'fast-check';
import { fitsIn } from './json-size.js';

describe('whether the JSON of an object fits', () => {
  it('is answered as writing it out would', () => {
    const member = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), member),
        fc.integer({ min: 2, max: 300 }),
        (value, characters) => {
          expect(fitsIn(value, characters)).toBe(JSON.stringify(value).length <= characters);
        },
      ),
      { numRuns: 2_000, seed: 20260303 },
    );
  });

  it.each([
    [{}, 2, true],
    [{ a: 1 }, 7, true],
    [{ a: 1 }, 6, false],
    [{ a: { b: 'x'.repeat(100) } }, 100, false],
    [{ a: '\u0001'.repeat(10) }, 50, false],
  ])('%j in %i characters: %p', (value, characters, fits) => {
    expect(fitsIn(value, characters)).toBe(fits);
  });
});
