import { ValidateBy } from 'class-validator';
import { dateOf, dayOf } from './days.js';

const DATE = /^(19|20|21)\d{2}-\d{2}-\d{2}$/;

/** @returns undefined for what is no day of the calendar */
export function readDay(text: string): number | undefined {
  const milliseconds = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(milliseconds)) return undefined;
  const day = dayOf(milliseconds);
  return dateOf(day) === text ? day : undefined;
}

/** A day of the calendar, as 2026-03-31. */
export const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && readDay(value) !== undefined,
      defaultMessage: () => 'must be a day of the calendar, such as 2026-03-31',
    },
  });
