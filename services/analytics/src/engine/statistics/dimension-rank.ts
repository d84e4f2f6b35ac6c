/** What `OTHER_VALUES` is shown as. */
export const SHOWN_OTHER = '(other)';

/**
 * A kept value as it is shown, in SQL; where there is none, what stands for the rest. What a client itself calls that is
 * shown in quotes, so that the two stay apart.
 * @param kept the column of the kept values
 */
export const shownValue = (kept: string): string =>
  `CASE WHEN ${kept} IS NULL THEN '${SHOWN_OTHER}'
     WHEN btrim(${kept}, '"') = '${SHOWN_OTHER}' THEN '"' || ${kept} || '"' ELSE ${kept} END`;

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
