/** Numbers of a request that are numbers: for `@IsNumber(FINITE)`. */
export const FINITE = { allowNaN: false, allowInfinity: false };
