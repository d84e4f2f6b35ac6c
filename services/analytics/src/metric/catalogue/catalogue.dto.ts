import { METRIC_TYPES } from '@assay/contracts';
import { KEY, PagedListQuery } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';

const YES_NO = ['true', 'false'] as const;

export class CatalogueQuery extends PagedListQuery {
  @ApiPropertyOptional({ description: 'Part of the key, in either case.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  search?: string;

  @ApiPropertyOptional({ enum: METRIC_TYPES })
  @IsOptional()
  @IsIn(METRIC_TYPES)
  type?: (typeof METRIC_TYPES)[number];

  @ApiPropertyOptional({ description: 'Name of the event that is counted, or of the denominator.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  event?: string;

  @ApiPropertyOptional({ description: 'Key of an experiment that uses it.' })
  @IsOptional()
  @Matches(KEY, { message: 'must be the key of an experiment' })
  experiment?: string;

  @ApiPropertyOptional({
    enum: YES_NO,
    description: 'Those that are archived in every experiment, or the others; both where neither is named.',
  })
  @IsOptional()
  @IsIn(YES_NO)
  archived?: (typeof YES_NO)[number];
}
