import { IsInt, IsOptional, IsString, Length, Matches, Min } from 'class-validator';
import { DesignFieldsDto } from './design-fields.dto.js';
import { EXPERIMENT_KEY, EXPERIMENT_KEY_RULE } from './key.js';

/** What of a draft becomes another; members that are left out stay as they are, `null` takes one away. */
export class EditExperimentDto extends DesignFieldsDto {
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly name?: string;

  @IsOptional()
  @IsString()
  @Length(1, 500)
  readonly reason?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  readonly expectedVersion?: number;
}

export class CloneExperimentDto {
  @Matches(EXPERIMENT_KEY, { message: EXPERIMENT_KEY_RULE })
  readonly key!: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly name?: string;
}
