import { NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';

/** Which page of a list. */
export class PagedQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsUUID()
  cursor?: string;

  @ApiPropertyOptional({ description: 'How many at most.', default: 50 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
