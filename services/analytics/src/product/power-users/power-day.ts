/** The uses of a unit on a day, and the places of the features it used. */
export type PowerDay = readonly [uses: number, features: readonly number[]];
