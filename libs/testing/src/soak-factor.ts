/** How many times larger than in `npm test` a test is to be: `npm run soak` sets it, everywhere else it is 1. */
export const soakFactor = (): number => Number(process.env['SOAK_FACTOR'] ?? 1);
