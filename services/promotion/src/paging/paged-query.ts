import { PageCursor, PageLimit } from '@assay/platform';
import { IsUUID } from 'class-validator';

/** Which page of a list. */
export class PagedQuery {
  @PageCursor(IsUUID())
  cursor?: string;

  @PageLimit()
  limit?: number;
}
