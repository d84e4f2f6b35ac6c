import { Omittable } from '@assay/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDefined, IsObject, IsString, Length, MaxLength } from 'class-validator';

export class DefineTrafficFilterDto {
  @ApiProperty({
    description:
      'One of { kind: known_bots }, { kind: user_agent, contains: [] }, { kind: network, cidrs: [] }, { kind: attribute, attribute, equals: [] }.',
  })
  @IsDefined()
  @IsObject()
  rule!: Record<string, unknown>;

  @ApiPropertyOptional()
  @Omittable()
  @IsString()
  @MaxLength(500)
  description?: string;
}

export class RemoveTrafficFilterDto {
  @ApiProperty()
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}
