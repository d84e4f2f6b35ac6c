import { NumberInText } from '@assay/platform';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { KEY, KEY_RULE } from '../experiment/http/key.js';

export class DefinitionPageDto {
  /** `nextCursor` of the page before. */
  @IsOptional()
  @Matches(KEY, { message: KEY_RULE })
  readonly cursor?: string;

  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit?: number;
}

export const pageOptions = ({ cursor, limit }: DefinitionPageDto) => ({
  ...(cursor === undefined ? {} : { after: cursor }),
  ...(limit === undefined ? {} : { limit }),
});
