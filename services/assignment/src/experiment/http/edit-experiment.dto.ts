import { Omittable } from '@assay/platform';
import { IsInt, IsString, Length, Matches, Min } from 'class-validator';
import { DesignFieldsDto } from './design-fields.dto.js';
import { EXPERIMENT_KEY, EXPERIMENT_KEY_RULE } from './key.js';

/** What of a draft becomes another; members that are left out stay as they are, `null` takes one away. */
export class EditExperimentDto extends DesignFieldsDto {
  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  @Omittable()
  @IsString()
  @Length(1, 500)
  readonly reason?: string;

  @Omittable()
  @IsInt()
  @Min(1)
  readonly expectedVersion?: number;
}

export class CloneExperimentDto {
  @Matches(EXPERIMENT_KEY, { message: EXPERIMENT_KEY_RULE })
  readonly key!: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly name?: string;
}
