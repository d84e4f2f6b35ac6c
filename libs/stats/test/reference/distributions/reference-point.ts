/** A function, its arguments, and its value to the last digit of a double, computed with 60 digits (mpmath). */
export type ReferencePoint = readonly [name: string, args: readonly number[], value: number];
