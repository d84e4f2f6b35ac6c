import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { VariantConfig } from '@assay/contracts';
import { ConformsTo, Omittable } from '@assay/platform';
import type { Static } from '@sinclair/typebox';
import type { Variant } from '../experiment-state.js';
import { AsItCame } from './as-it-came.js';
import { keyFromName } from './key-from-name.js';
import { KEY, KEY_RULE, LARGEST_WEIGHT, SMALLEST_WEIGHT } from './key.js';
import { Named } from './named.js';

const DEFAULT_WEIGHT = 1;

class VariantFieldsDto {
  @IsOptional()
  @IsBoolean()
  readonly isControl?: boolean;

  @IsOptional()
  @IsNumber()
  @Min(SMALLEST_WEIGHT)
  @Max(LARGEST_WEIGHT)
  readonly weight?: number;

  /** Older name of `weight`. */
  @IsOptional()
  @IsNumber()
  @Min(SMALLEST_WEIGHT)
  @Max(LARGEST_WEIGHT)
  readonly trafficWeight?: number;

  @IsOptional()
  @AsItCame()
  @ConformsTo(VariantConfig)
  readonly config?: Static<typeof VariantConfig>;
}

export class VariantDto extends VariantFieldsDto {
  @Omittable()
  @Matches(KEY, { message: KEY_RULE })
  readonly key?: string;

  @Named()
  readonly name?: string;
}

/** One more variant of a draft. */
export class AddVariantDto extends VariantDto {
  @Omittable()
  @IsInt()
  @Min(1)
  readonly expectedVersion?: number;
}

/** What of a draft's variant becomes another. */
export class ChangeVariantDto extends VariantFieldsDto {
  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  @Omittable()
  @IsInt()
  @Min(1)
  readonly expectedVersion?: number;
}

export function variantOf({ key, name, isControl, weight, trafficWeight, config }: VariantDto): Variant {
  const chosen = key ?? keyFromName(name ?? '');
  return {
    key: chosen,
    name: name ?? chosen,
    isControl: isControl ?? false,
    weight: weight ?? trafficWeight ?? DEFAULT_WEIGHT,
    config: config ?? {},
  };
}

export function variantChanges(body: ChangeVariantDto): Partial<Omit<Variant, 'key'>> {
  const { name, isControl, config } = body;
  const changes = { name, isControl, config, weight: body.weight ?? body.trafficWeight };
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined && value !== null),
  );
}
