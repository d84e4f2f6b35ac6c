/** Under which the units of all values are counted that are not kept apart. */
export const OTHER_VALUES = '(other)';

/**
 * A number of 52 bits for a value (FNV-1a, twice): when a dimension has more values than are kept apart, those of the
 * lowest ranks are kept. Which they are depends on the values alone, not on their order or partition.
 */
export function rankOf(value: string): number {
  const low = hash(value, 0x811c9dc5);
  const high = hash(value, 0x9747b28c) & 0xfffff;
  return high * 2 ** 32 + low;
}

function hash(text: string, seed: number): number {
  let mixed = seed;
  for (let place = 0; place < text.length; place += 1)
    mixed = Math.imul(mixed ^ text.charCodeAt(place), 0x01000193);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
