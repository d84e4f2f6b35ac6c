import type { SchemaMode, ValueRule } from '@assay/contracts';
import { SCHEMA_MODES, VALUE_RULES } from '@assay/contracts';
import { Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDefined, IsIn, IsString, Length, MaxLength } from 'class-validator';

export class DefineEventTypeDto {
  @ApiProperty({ description: 'JSON schema of the attributes: an object, true or false.' })
  @IsDefined()
  schema!: boolean | Record<string, unknown>;

  @ApiPropertyOptional({
    enum: SCHEMA_MODES,
    default: 'warn',
    description: 'Whether events that do not fit are refused, or taken with a note.',
  })
  @Omittable()
  @IsIn(SCHEMA_MODES)
  mode?: SchemaMode;

  @ApiPropertyOptional({ enum: VALUE_RULES, default: 'optional' })
  @Omittable()
  @IsIn(VALUE_RULES)
  value?: ValueRule;

  @ApiPropertyOptional()
  @Omittable()
  @IsString()
  @MaxLength(500)
  description?: string;
}

export class EventTypeReasonDto {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}
