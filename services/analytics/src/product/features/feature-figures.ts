import type { Micros } from '../../engine/state/micros.js';
import { plus } from '../../engine/state/micros.js';
import type { Figures } from '../model/trailing.js';
import type { FeatureDay } from './feature-day.js';

/** Figures of a window that count units, or belong to the units that used the feature. */
export const WINDOW_FIGURES = [
  'saw',
  'used',
  'completed',
  'returned',
  'referred',
  'converted',
  'convertedUsers',
  'userRevenue',
] as const;

const NOTHING: Figures = new Map();
const isUse = ({ uses, completions }: FeatureDay): boolean => uses !== 0 || completions !== 0;

/**
 * Whoever completes has used, and whoever uses has seen: so shares never exceed one, also where the event before was
 * not sent or lies before the window. A unit that used it on two days has returned.
 */
export function windowFigures(window: readonly (readonly [day: number, page: FeatureDay])[]): Figures {
  const days = window.map(([, day]) => day);
  const figures = new Map<string, Micros>();
  const useDays = days.filter(isUse).length;
  const isTrue = (figure: (typeof WINDOW_FIGURES)[number], holds: boolean): void => {
    if (holds) figures.set(figure, 1);
  };
  const converted = days.some(({ conversions }) => conversions !== 0);
  isTrue('saw', useDays > 0 || days.some(({ views }) => views !== 0));
  isTrue('used', useDays > 0);
  isTrue(
    'completed',
    days.some(({ completions }) => completions !== 0),
  );
  isTrue('returned', useDays > 1);
  isTrue('referred', useDays > 0 && days.some(({ referrals }) => referrals !== 0));
  isTrue('converted', converted);
  isTrue('convertedUsers', converted && useDays > 0);
  if (useDays > 0)
    figures.set(
      'userRevenue',
      days.reduce<Micros>((sum, { revenue }) => plus(sum, revenue), 0),
    );
  return figures;
}

/** The length of a window with the one before it: who used the feature in either. */
export const twoWindows = (span: number): number => 2 * span;
export const USED_IN_EITHER = 'usedInEither';
const ONCE: Figures = new Map([[USED_IN_EITHER, 1]]);

export const usedFigure = (window: readonly (readonly [day: number, page: FeatureDay])[]): Figures =>
  window.some(([, day]) => isUse(day)) ? ONCE : NOTHING;
