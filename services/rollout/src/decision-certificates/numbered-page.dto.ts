import { NumberInText, Omittable, PageLimit } from '@assay/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Min } from 'class-validator';

/** Which page of what has numbers. */
export class NumberedPageQuery {
  @ApiPropertyOptional({ default: 0, description: 'The number of the event after which to go on.' })
  @Omittable()
  @NumberInText()
  @IsInt()
  @Min(0)
  after?: number;

  @PageLimit()
  limit?: number;
}
