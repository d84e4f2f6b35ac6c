import type { Figures } from '../model/trailing.js';
import type { PowerDay } from './power-day.js';

const DIGITS = 100;

/**
 * Units are counted by their number of uses: exactly below 100, by the first two digits above, so that there are only
 * so many numbers to keep.
 */
export function usesBucket(uses: number): number {
  let unit = 1;
  while (uses / unit >= DIGITS) unit *= 10;
  return Math.floor(uses / unit) * unit;
}

export const UNITS = 'units';
export const USES = 'uses';
export const powerFigure = (what: string, bucket: number): string => `${what} ${String(bucket)}`;
export const featureFigure = (place: number): string => `feature-${String(place)}`;

/** A unit in the bucket of its uses: itself, its uses, and the features it used. */
export function powerFigures(window: readonly (readonly [day: number, page: PowerDay])[]): Figures {
  const uses = window.reduce((sum, [, [count]]) => sum + count, 0);
  if (uses === 0) return new Map();
  const bucket = usesBucket(uses);
  const features = new Set(window.flatMap(([, [, used]]) => used));
  return new Map([
    [powerFigure(UNITS, bucket), 1],
    [powerFigure(USES, bucket), uses],
    ...[...features].map((place) => [powerFigure(featureFigure(place), bucket), 1] as const),
  ]);
}
