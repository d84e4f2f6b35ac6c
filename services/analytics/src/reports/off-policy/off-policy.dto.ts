import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { MetricQuery } from '../reports.dto.js';

export class OffPolicyQuery extends MetricQuery {
  @ApiPropertyOptional({ description: 'Variants that get the same share each, such as a,b.' })
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  arms?: string;

  @ApiPropertyOptional({
    description: 'Or the share of each, relative to the others, such as a:3,b:1; those left out get nothing.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  weights?: string;
}
