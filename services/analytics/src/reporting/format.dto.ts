import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

const FORMATS = ['json', 'csv', 'html'] as const;

/** In which form a report is wanted. */
export class FormatQuery {
  @ApiPropertyOptional({ enum: FORMATS, description: 'Or by the header Accept.', default: 'json' })
  @IsOptional()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}
