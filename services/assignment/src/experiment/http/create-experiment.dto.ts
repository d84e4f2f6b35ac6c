import { Omittable } from '@assay/platform';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { MOST_VARIANTS } from '../experiment-rules.js';
import type { Design } from './design-fields.dto.js';
import { DesignFieldsDto } from './design-fields.dto.js';
import { EXPERIMENT_KEY, EXPERIMENT_KEY_RULE } from './key.js';
import { Named } from './named.js';
import { VariantDto } from './variant.dto.js';

export class CreateExperimentDto extends DesignFieldsDto {
  /** Made from the name where it is left out. */
  @Omittable()
  @Matches(EXPERIMENT_KEY, { message: EXPERIMENT_KEY_RULE })
  readonly key?: string;

  @Named()
  readonly name?: string;

  /** `imported`: assigned elsewhere, its exposures are sent in. */
  @IsOptional()
  @IsIn(['assigned', 'imported'])
  readonly origin?: Design['origin'];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_VARIANTS)
  @ValidateNested({ each: true })
  @Type(() => VariantDto)
  readonly variants?: VariantDto[];
}
