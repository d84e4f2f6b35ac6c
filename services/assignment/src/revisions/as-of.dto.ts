import { IsOptional } from 'class-validator';
import { Instant } from '../experiment/http/instant.js';

export class AsOfDto {
  /** Now, where it is left out. */
  @IsOptional()
  @Instant()
  readonly at?: string;
}
