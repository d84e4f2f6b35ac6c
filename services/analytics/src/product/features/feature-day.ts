import type { Micros } from '../../engine/state/micros.js';
import { storableMicros, storedMicros } from '../../engine/state/micros.js';

/** What is counted of a unit on a day; `revenue` and `seconds` are sums in millionths. */
export const MEASURES = [
  'views',
  'uses',
  'completions',
  'referrals',
  'conversions',
  'sessions',
  'revenue',
  'seconds',
] as const;
export type Measure = (typeof MEASURES)[number];
export type FeatureDay = Readonly<Record<Measure, Micros>>;

/** A day as it is stored: the measures in their order. */
export type StoredDay = readonly (number | string)[];

export const readDay = (stored: StoredDay | undefined): FeatureDay =>
  Object.fromEntries(
    MEASURES.map((measure, place) => [measure, storedMicros(stored?.[place] ?? 0)]),
  ) as FeatureDay;

export const storeDay = (day: FeatureDay): StoredDay =>
  MEASURES.map((measure) => storableMicros(day[measure]));
