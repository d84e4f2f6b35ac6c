import { NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

export class ReportQuery {
  @ApiPropertyOptional({ description: 'Which run; the latest where none is named.' })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  run?: number;
}

export class ListQuery {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { message: 'must be the nextCursor of an earlier page' })
  cursor?: string;

  @ApiPropertyOptional({ description: 'How many at most.', default: 50 })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
