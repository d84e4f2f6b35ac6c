/** Six significant digits; JSON and CSV have all of them. */
export const shortNumber = (value: number | null): string | null =>
  value === null ? null : String(Number(value.toPrecision(6)));

export const shortInterval = (ends: readonly [number, number] | null): string | null =>
  ends === null ? null : `${shortNumber(ends[0]) ?? ''} … ${shortNumber(ends[1]) ?? ''}`;
