import { IsOptional } from 'class-validator';
import { Instant } from '../experiment/http/instant.js';

/** The moment that a view of the past is of. */
export class PastDto {
  /** Now, where it is left out. */
  @IsOptional()
  @Instant()
  readonly asOf?: string;
}

export class AsOfDto {
  /** Now, where it is left out. */
  @IsOptional()
  @Instant()
  readonly at?: string;
}
