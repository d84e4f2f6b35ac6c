import type { AsOfQuery } from '@assay/platform';
import { AsOf, KEY, PageLimit, Omittable } from '@assay/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import type { ValidationOptions } from 'class-validator';
import { IsDefined, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';

export const KEY_MESSAGE = {
  message: 'must be letters, digits, . _ - (at most 100), beginning with a letter or digit',
};

/** Names a rollout, a release, a tier, a feature or a rule. */
export const IsKey = (options: ValidationOptions = {}): PropertyDecorator =>
  Matches(KEY, { ...KEY_MESSAGE, ...options });

/** Why somebody does something; kept with it. */
export const IsReason = (): PropertyDecorator => applyDecorators(IsDefined(), IsString(), Length(1, 500));

/** The activation that the caller looked at: the step is refused when it is not in force any more. */
export const IsActivation = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      format: 'uuid',
      description: 'The activation that it is meant for, as the rollout shows it; 409 when it is over.',
    }),
    Omittable(),
    IsUUID(undefined, { message: 'must be the activation of the rollout, a UUID' }),
  );

/** Which page of a list in the order of its keys. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'The key after which to go on.' })
  @Omittable()
  @IsString()
  @MaxLength(100)
  after?: string;

  @PageLimit()
  limit?: number;
}

/** A page of what there was at a moment. */
export class PastPageQuery extends PageQuery implements AsOfQuery {
  @AsOf()
  readonly asOf?: string;
}
