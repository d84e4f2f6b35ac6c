import { NumberInText } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export class DefinitionsQuery {
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

export class RetireDto {
  /** Why it is no longer counted. */
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}
