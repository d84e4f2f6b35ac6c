import { KeyCursor, NumberInText, PageCursor, PageLimit } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { FormatQuery } from '../../reporting/format.dto.js';
import { SPANS } from '../model/trailing.js';
import { IsDay } from '../../calendar/is-day.js';

export const DEFAULT_DAYS = 30;

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

export class PagedPeriodQuery extends PeriodQuery {
  @PageCursor(IsString(), Length(1, 500))
  cursor?: string;

  @PageLimit({ most: 1_000, usually: 100 })
  limit?: number;
}

/** A page of what is defined. */
export class PagedReportsQuery extends FormatQuery {
  @KeyCursor()
  cursor?: string;

  @PageLimit({ most: 100 })
  limit?: number;
}

export class PagedWindowQuery extends WindowQuery {
  @KeyCursor()
  cursor?: string;

  @PageLimit({ most: 100 })
  limit?: number;
}
