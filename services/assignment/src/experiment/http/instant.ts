import { isInstant } from '@assay/platform';
import { ValidateBy } from 'class-validator';

/** A date and time with its offset from UTC. */
export const Instant = (): PropertyDecorator =>
  ValidateBy({
    name: 'instant',
    validator: {
      validate: isInstant,
      defaultMessage: () => '$property must be a date and time with its offset, as 2026-01-31T12:00:00Z',
    },
  });
