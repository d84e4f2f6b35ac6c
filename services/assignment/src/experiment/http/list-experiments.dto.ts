import type { AsOfQuery } from '@assay/platform';
import { AsOf, NumberInText, PageCursor } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

const STATUSES = ['draft', 'scheduled', 'running', 'paused', 'concluded', 'archived'];
const TYPES = ['ab_test', 'multivariate', 'bandit'];

export class PageDto {
  @PageCursor(NumberInText(), IsInt(), Min(0), Max(2_147_483_647))
  readonly cursor?: number;

  @ApiPropertyOptional({ description: 'How many at most.', minimum: 1, maximum: 100 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit?: number;
}

export class ListExperimentsDto extends PageDto implements AsOfQuery {
  @AsOf()
  readonly asOf?: string;

  @ApiPropertyOptional({ description: 'One of them, or several separated by commas.', type: String })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @IsIn(STATUSES, { each: true })
  readonly status?: string[];

  @ApiPropertyOptional({ enum: TYPES })
  @IsOptional()
  @IsIn(TYPES)
  readonly type?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly owner?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly tag?: string;

  @ApiPropertyOptional({
    description: 'Words that key, name, hypothesis, owner or tags have to have, all of them.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly search?: string;
}
