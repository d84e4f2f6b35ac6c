import { NumberInText } from '@assay/platform';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

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
  @IsISO8601()
  since?: string;

  @IsOptional()
  @IsISO8601()
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
