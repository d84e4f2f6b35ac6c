import { FINITE, NumberInText } from '@assay/platform';
import { IsIn, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { PageDto } from '../experiment/http/list-experiments.dto.js';

const POLICIES = ['thompson', 'top-two', 'ucb1', 'epsilon-greedy'] as const;

export class WhatIfWeightsDto extends PageDto {
  @IsOptional()
  @IsIn(POLICIES)
  readonly policy?: (typeof POLICIES)[number];

  /** Least weight of an arm. */
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0.0005)
  @Max(0.5)
  readonly floor?: number;

  /** Of epsilon-greedy: what all arms share. */
  @IsOptional()
  @NumberInText()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1)
  readonly epsilon?: number;
}
