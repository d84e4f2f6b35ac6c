import type { AlertReading } from '@assay/alerts';

/**
 * What a rule makes of what it sees. Between its two limits, and while too little is known, nothing changes: what is
 * quiet stays quiet, and what is raised stays raised.
 */
export type Level = 'breached' | 'between' | 'calm';

export interface Judgement {
  readonly level: Level;
  readonly reading: AlertReading;
}

/** Two limits make the hysteresis: it is over only when the value is well below the one that it was raised at. */
interface Limits {
  readonly raiseAbove: number;
  readonly calmAtMost: number;
}

/** @param value null: too little is known */
export function levelOf(value: number | null, { raiseAbove, calmAtMost }: Limits): Level {
  if (value === null) return 'between';
  if (value > raiseAbove) return 'breached';
  return value <= calmAtMost ? 'calm' : 'between';
}

/** A number as people read it: whole ones as they are, others with at most four significant digits. */
export const shown = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
