import { newDataKey } from '../src/cipher/data-key.js';
import { KeyCache } from '../src/keys/key-cache.js';

const key = (unit: string) => newDataKey({ project: 'shop', unit });

describe('keys in memory', () => {
  it('are kept for a while, and then asked for again', () => {
    let now = 0;
    const cache = new KeyCache({ keptMs: 100, now: () => now });
    const ada = key('ada');
    cache.set('ada', ada);
    now = 99;
    expect(cache.get('ada')).toBe(ada);
    now = 100;
    expect(cache.get('ada')).toBeUndefined();
  });

  it('are so many at most: the oldest go', () => {
    const cache = new KeyCache({ most: 2 });
    for (const unit of ['a', 'b', 'a', 'c']) cache.set(unit, key(unit));
    expect(['a', 'b', 'c'].map((unit) => cache.get(unit)?.unit)).toEqual(['a', undefined, 'c']);
  });
});
