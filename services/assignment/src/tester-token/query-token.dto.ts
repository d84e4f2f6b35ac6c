import { Omittable } from '@assay/platform';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { KEY, KEY_RULE } from '../experiment/http/key.js';

const A_MINUTE_S = 60;
const A_MONTH_S = 2_592_000;

export class QueryTokenDto {
  @Matches(KEY, { message: KEY_RULE })
  readonly variant!: string;

  /** Seconds that it is good for; a day where nothing is said. */
  @Omittable()
  @IsInt()
  @Min(A_MINUTE_S)
  @Max(A_MONTH_S)
  readonly expiresInSeconds?: number;
}
