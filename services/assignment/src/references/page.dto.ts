import { PageCursor, PageLimit } from '@assay/platform';
import { Matches } from 'class-validator';
import { KEY, KEY_RULE } from '../experiment/http/key.js';

export class DefinitionPageDto {
  @PageCursor(Matches(KEY, { message: KEY_RULE }))
  readonly cursor?: string;

  @PageLimit({ most: 100 })
  readonly limit?: number;
}

export const pageOptions = ({ cursor, limit }: DefinitionPageDto) => ({
  ...(cursor === undefined ? {} : { after: cursor }),
  ...(limit === undefined ? {} : { limit }),
});
