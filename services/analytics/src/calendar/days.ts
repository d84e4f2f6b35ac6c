const MS_PER_DAY = 86_400_000;

/** Days since 1970, UTC. */
export const dayOf = (milliseconds: number): number => Math.floor(milliseconds / MS_PER_DAY);

export const startOfDay = (day: number): number => day * MS_PER_DAY;

/** Monday of the week that a day lies in; day 0 was a Thursday. */
export const weekOf = (day: number): number => day - (((day % 7) + 10) % 7);

/** @example dateOf(20513) // '2026-03-01' */
export const dateOf = (day: number): string => new Date(startOfDay(day)).toISOString().slice(0, 10);
