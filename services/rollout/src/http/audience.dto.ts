import { Omittable } from '@assay/platform';
import { MOST_LISTED } from '@assay/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsObject,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { IsKey, IsReason } from './fields.js';

const MOST_SEGMENTS = 20;

const Segments = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [String], description }),
    Omittable(),
    IsArray(),
    ArrayMaxSize(MOST_SEGMENTS),
    ArrayUnique(),
    IsKey({ each: true }),
  );

/** Units by name. */
export const Units = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [String], description }),
    Omittable(),
    IsArray(),
    ArrayMaxSize(MOST_LISTED),
    IsString({ each: true }),
    Length(1, 200, { each: true }),
  );

/** Segments by key; who belongs to them is looked up when a unit asks. */
export class SegmentsDto {
  @Segments('Their units have the feature in any case.')
  allow?: string[];

  @Segments('Their units never have the feature; beats allow.')
  deny?: string[];

  @Segments('The shares of the tiers are of these units; nobody else has the feature, unless allowed.')
  only?: string[];
}

export class ListChangeDto {
  @Units('Units that come onto the list.')
  add?: string[];

  @Units('Units that leave it.')
  remove?: string[];
}

export class AudienceDto {
  @ApiPropertyOptional({ type: ListChangeDto, description: 'Units that have the feature in any case.' })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => ListChangeDto)
  allow?: ListChangeDto;

  @ApiPropertyOptional({ type: ListChangeDto, description: 'Units that never have the feature.' })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => ListChangeDto)
  deny?: ListChangeDto;

  @ApiPropertyOptional({
    type: SegmentsDto,
    description: 'In place of those before; left out: as they were.',
  })
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => SegmentsDto)
  segments?: SegmentsDto;

  @ApiProperty({ description: 'Why; kept with the rollout.' })
  @IsReason()
  reason!: string;
}
