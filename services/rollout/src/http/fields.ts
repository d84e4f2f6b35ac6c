import { isInstant, KEY, PageLimit } from '@assay/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import type { ValidationOptions } from 'class-validator';
import { IsDefined, IsOptional, IsString, Length, Matches, MaxLength, ValidateBy } from 'class-validator';

export const KEY_MESSAGE = {
  message: 'must be letters, digits, . _ - (at most 100), beginning with a letter or digit',
};

/** Names a rollout, a release, a tier, a feature or a rule. */
export const IsKey = (options: ValidationOptions = {}): PropertyDecorator =>
  Matches(KEY, { ...KEY_MESSAGE, ...options });

/** Why somebody does something; kept with it. */
export const IsReason = (): PropertyDecorator => applyDecorators(IsDefined(), IsString(), Length(1, 500));

/** A date and time with its offset from UTC. */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({
    name: 'instant',
    validator: {
      validate: isInstant,
      defaultMessage: () => 'must be a date and time with its offset, as 2026-01-31T12:00:00Z',
    },
  });

/** Which page of a list in the order of its keys. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'The key after which to go on.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  after?: string;

  @PageLimit()
  limit?: number;
}
