import { AsOf, KEY, NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { IsDay } from '../calendar/is-day.js';
import { FormatQuery } from '../reporting/format.dto.js';

export class ReportQuery extends FormatQuery {
  @ApiPropertyOptional({ description: 'Which run; the latest where none is named.' })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  run?: number;

  @AsOf()
  asOf?: string;

  @ApiPropertyOptional({
    enum: ['log'],
    description: 'With `asOf`: reads the log again, also where a snapshot gives the same answer.',
  })
  @IsOptional()
  @IsIn(['log'])
  source?: 'log';
}

export class MetricQuery extends ReportQuery {
  @ApiPropertyOptional({ description: 'Key of the metric; the primary one where none is named.' })
  @IsOptional()
  @Matches(KEY, { message: 'must be the key of a metric' })
  metric?: string;
}

export class NoveltyQuery extends MetricQuery {
  @ApiPropertyOptional({
    enum: ['days', 'cohorts'],
    description:
      'What happens on each day since first exposure, or all that units first exposed so long ago have done; `days` ' +
      'where the metric is counted by day.',
  })
  @IsOptional()
  @IsIn(['days', 'cohorts'])
  by?: 'days' | 'cohorts';
}

export class SeriesQuery extends MetricQuery {
  @ApiPropertyOptional({
    enum: ['cumulative', 'daily'],
    description: 'Units first exposed up to a day, or on it.',
    default: 'cumulative',
  })
  @IsOptional()
  @IsIn(['cumulative', 'daily'])
  kind?: 'cumulative' | 'daily';

  @ApiPropertyOptional({ description: 'First day shown, UTC, such as 2026-03-01.' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ description: 'Last day shown, UTC.' })
  @IsOptional()
  @IsDay()
  to?: string;
}

export class BreakdownQuery extends MetricQuery {
  @ApiPropertyOptional({ description: 'A registered dimension; the only one where none is named.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  dimension?: string;
}

export class PowerQuery extends ReportQuery {
  @ApiPropertyOptional({
    description: 'Relative effect to be found, as a fraction; else that of the metric.',
  })
  @IsOptional()
  @NumberInText()
  @IsNumber()
  @Min(0.0001)
  @Max(10)
  effect?: number;
}

export class ExplainMetricQuery extends MetricQuery {
  @ApiPropertyOptional({ description: 'A unit: the events that make its value.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  unit?: string;

  @ApiPropertyOptional({ description: 'A variant: the rows that make its sums.' })
  @IsOptional()
  @Matches(KEY, { message: 'must be the key of a variant' })
  variant?: string;
}
