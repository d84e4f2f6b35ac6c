import type { Figures, SlidingWindow } from '../model/trailing.js';
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
export class PowerWindow implements SlidingWindow<PowerDay> {
  private uses = 0;
  private readonly days: number[];

  constructor(features: number) {
    this.days = new Array<number>(features).fill(0);
  }

  enter([uses, features]: PowerDay): void {
    this.uses += uses;
    for (const place of features) this.days[place] = (this.days[place] ?? 0) + 1;
  }

  leave([uses, features]: PowerDay): void {
    this.uses -= uses;
    for (const place of features) this.days[place] = (this.days[place] ?? 0) - 1;
  }

  figures(): Figures {
    if (this.uses === 0) return [];
    const bucket = usesBucket(this.uses);
    return [
      [powerFigure(UNITS, bucket), 1],
      [powerFigure(USES, bucket), this.uses],
      ...this.days.map(
        (days, place) => [powerFigure(featureFigure(place), bucket), days > 0 ? 1 : 0] as const,
      ),
    ];
  }
}
