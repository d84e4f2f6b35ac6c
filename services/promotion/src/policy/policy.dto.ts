import { Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsISO8601, IsObject, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

class DocumentDto {
  @ApiProperty({ type: Object, description: 'The policy; its schema is at /api/v1/policies/schema.' })
  @IsObject()
  document!: Record<string, unknown>;
}

export class ChangePolicyDto extends DocumentDto {
  @ApiProperty({ description: 'Why; others read it.' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;

  @ApiPropertyOptional({ description: 'The version that it was made from; another one is refused.' })
  @Omittable()
  @IsInt()
  @Min(0)
  expectedVersion?: number;
}

export class DryRunDto extends DocumentDto {
  @ApiPropertyOptional({ description: 'Decisions from then on; 90 days before the end by default.' })
  @Omittable()
  @IsISO8601({ strict: true, strictSeparator: true })
  from?: string;

  @ApiPropertyOptional({ description: 'And before then; now by default.' })
  @Omittable()
  @IsISO8601({ strict: true, strictSeparator: true })
  to?: string;

  @ApiPropertyOptional({ description: 'How many of those that would be different are shown.', default: 100 })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit?: number;
}
