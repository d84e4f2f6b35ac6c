import type { AsOfQuery } from '@assay/platform';
import { AsOf, NumberInText } from '@assay/platform';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

const STATUSES = ['draft', 'scheduled', 'running', 'paused', 'concluded', 'archived'];

export class PageDto {
  /** `nextCursor` of the page before. */
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  readonly cursor?: number;

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

  /** One, or several separated by commas. */
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @IsIn(STATUSES, { each: true })
  readonly status?: string[];

  @IsOptional()
  @IsIn(['ab_test', 'multivariate', 'bandit'])
  readonly type?: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly owner?: string;

  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly tag?: string;

  /** Words that key, name, hypothesis, owner or tags have to have, all of them. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly search?: string;
}
