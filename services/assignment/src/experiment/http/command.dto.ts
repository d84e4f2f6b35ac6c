import { Omittable } from '@assay/platform';
import { IsInt, IsNumber, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Instant } from './instant.js';
import { KEY, KEY_RULE } from './key.js';
import { WeightsByVariant } from './weights-by-variant.js';

/** What every command may carry; a header `If-Match` says the same. */
export class CommandDto {
  /** Refused when the experiment is at another version. */
  @Omittable()
  @IsInt()
  @Min(1)
  readonly expectedVersion?: number;
}

/** A command that says why. */
export class ReasonedDto extends CommandDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}

/** A command that may say why. */
export class OptionallyReasonedDto extends CommandDto {
  @Omittable()
  @IsString()
  @Length(1, 500)
  readonly reason?: string;
}

export class StartExperimentDto extends OptionallyReasonedDto {
  /** Imported experiments only. */
  @Omittable()
  @Instant()
  readonly startedAt?: string;
}

export class ChangeAllocationDto extends OptionallyReasonedDto {
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly trafficAllocation!: number;
}

export class ChangeWeightsDto extends OptionallyReasonedDto {
  /** New weights by variant; the others keep theirs. */
  @WeightsByVariant()
  readonly weights!: Record<string, number>;
}

export class ConcludeExperimentDto extends ReasonedDto {
  /** Served to all; without one, control is. */
  @Omittable()
  @Matches(KEY, { message: KEY_RULE })
  readonly winner?: string | null;
}
