import { IsInstant, NumberInText } from '@assay/platform';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class RecordQueryDto {
  /** The one of the subject, where it is left out. */
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(0)
  @Max(100_000)
  partition?: number;

  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER - 1)
  from?: number;

  @IsOptional()
  @IsInstant()
  since?: string;

  @IsOptional()
  @IsInstant()
  until?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  type?: string;

  @IsOptional()
  @IsString()
  @MaxLength(300)
  subject?: string;

  /** Attributes that were sealed are shown, or said to be erased. */
  @IsOptional()
  @IsIn(['true', 'false'])
  open?: string;
}
