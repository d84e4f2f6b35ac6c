import { applyDecorators } from '@nestjs/common';
import { IsDefined, IsString, Length, Matches, ValidateBy } from 'class-validator';

export const FINITE = { allowNaN: false, allowInfinity: false };

/** Names a rollout, a tier or a rule. */
export const IsKey = (): PropertyDecorator =>
  Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
    message: 'must be letters, digits, . _ - (at most 100), beginning with a letter or digit',
  });

/** Why somebody does something; kept with it. */
export const IsReason = (): PropertyDecorator => applyDecorators(IsDefined(), IsString(), Length(1, 500));

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** A date and time with its offset from UTC. */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'instant',
    validator: {
      validate: (value) =>
        typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value)),
      defaultMessage: () => 'must be a date and time with its offset, as 2026-01-31T12:00:00Z',
    },
  });
