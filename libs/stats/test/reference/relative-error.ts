/** |actual − expected| over |expected|; absolute where 0 is expected. */
export const relativeError = (expected: number, actual: number): number =>
  Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
