import { NumberInText } from '@assay/platform';
import { ApiProperty } from '@nestjs/swagger';
import { IsDefined, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

export class DeadLetterPlaceDto {
  @IsString()
  @MaxLength(200)
  topic!: string;

  @NumberInText()
  @IsInt()
  @Min(0)
  @Max(100_000)
  partition!: number;

  @NumberInText()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER - 1)
  offset!: number;
}

export class DeadLetterListDto {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  topic?: string;
}

export class DeadLetterReasonDto {
  @ApiProperty({ description: 'Why; it is kept with the decision.' })
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}
