import { NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { SPANS } from '../model/trailing.js';
import { IsDay } from './is-day.js';

export const DEFAULT_DAYS = 30;
export const FORMATS = ['json', 'csv', 'html'] as const;

/** In which form a report is wanted. */
export class FormatQuery {
  @ApiPropertyOptional({ enum: FORMATS, description: 'Or by the header Accept.', default: 'json' })
  @IsOptional()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}

/** A window that ends with a day. */
export class WindowQuery extends FormatQuery {
  @ApiPropertyOptional({ enum: SPANS, description: 'How many days the window has.', default: DEFAULT_DAYS })
  @IsOptional()
  @NumberInText()
  @IsIn(SPANS)
  days?: number;

  @ApiPropertyOptional({
    description: 'Its last day, such as 2026-03-31; the last on which something happened.',
  })
  @IsOptional()
  @IsDay()
  end?: string;
}

/** From one day to another. */
export class PeriodQuery extends FormatQuery {
  @ApiPropertyOptional({ description: 'First day, UTC, such as 2026-03-01.' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ description: 'Last day, UTC; the last on which something happened.' })
  @IsOptional()
  @IsDay()
  to?: string;
}

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const CURSOR_WANTED = 'must be the nextCursor of an earlier page';
const CURSOR = { description: '`nextCursor` of the page before.' };
const LIMIT = { description: 'How many at most.', default: 100 };

export class PagedPeriodQuery extends PeriodQuery {
  @ApiPropertyOptional(CURSOR)
  @IsOptional()
  @IsString()
  @Length(1, 500)
  cursor?: string;

  @ApiPropertyOptional(LIMIT)
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit?: number;
}

/** A page of what is defined. */
export class PagedListQuery extends FormatQuery {
  @ApiPropertyOptional(CURSOR)
  @IsOptional()
  @Matches(KEY, { message: CURSOR_WANTED })
  cursor?: string;

  @ApiPropertyOptional({ ...LIMIT, default: 50 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class PagedWindowQuery extends WindowQuery {
  @ApiPropertyOptional(CURSOR)
  @IsOptional()
  @Matches(KEY, { message: CURSOR_WANTED })
  cursor?: string;

  @ApiPropertyOptional({ ...LIMIT, default: 50 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
