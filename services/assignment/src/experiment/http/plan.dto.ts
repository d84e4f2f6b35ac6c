import { RuleJson } from '@assay/contracts';
import { ConformsTo, Omittable } from '@assay/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CommandDto, OptionallyReasonedDto } from './command.dto.js';
import { Instant } from './instant.js';
import { KEY, KEY_RULE } from './key.js';

export class RampStepDto {
  @Instant()
  readonly at!: string;

  @IsNumber()
  @Min(0)
  @Max(100)
  readonly trafficAllocation!: number;
}

/** When it starts, ramps up and ends; in place of what was scheduled before. */
export class ScheduleDto extends CommandDto {
  @IsOptional()
  @Instant()
  readonly startAt?: string | null;

  @IsOptional()
  @Instant()
  readonly endAt?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => RampStepDto)
  readonly ramp?: RampStepDto[] | null;
}

/** Either a unit or a rule. */
export class OverrideDto extends OptionallyReasonedDto {
  /** Of a rule; a unit has one of its own. */
  @Omittable()
  @Matches(KEY, { message: KEY_RULE })
  readonly id?: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  readonly unit?: string;

  /** A targeting rule. */
  @Omittable()
  @ConformsTo(RuleJson)
  readonly when?: Record<string, unknown>;

  @Matches(KEY, { message: KEY_RULE })
  readonly variant!: string;
}

/** The unit whose override is removed. */
export class OverriddenUnitDto {
  @IsString()
  @Length(1, 200)
  readonly unit!: string;
}

export class ChecklistTickDto extends CommandDto {
  @Omittable()
  @IsString()
  @Length(1, 500)
  readonly note?: string;
}
