import { ValidateBy } from 'class-validator';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Is it a date and time, with its offset from UTC, that exists? */
export const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value));

/** A date and time with its offset from UTC. */
export const Instant = (): PropertyDecorator =>
  ValidateBy({
    name: 'instant',
    validator: {
      validate: isInstant,
      defaultMessage: () => '$property must be a date and time with its offset, as 2026-01-31T12:00:00Z',
    },
  });
