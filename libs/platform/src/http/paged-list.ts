import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { KEY } from './key.js';
import { NumberInText } from './number-in-text.js';

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** What continues a list; how its text is checked is up to the list. */
export const PageCursor = (...checks: readonly PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ description: '`nextCursor` of the page before.' }),
    IsOptional(),
    ...checks,
  );

/** A cursor that is the key of the last item. */
export const KeyCursor = (): PropertyDecorator =>
  PageCursor(Matches(KEY, { message: 'must be the nextCursor of an earlier page' }));

/** How many items a page has. */
export const PageLimit = ({ most = MOST, usually = DEFAULT_LIMIT } = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ description: 'How many at most.', default: usually }),
    IsOptional(),
    NumberInText(),
    IsInt(),
    Min(1),
    Max(most),
  );

/** A page of a list in the order of its keys. */
export class PagedListQuery {
  @KeyCursor()
  cursor?: string;

  @PageLimit()
  limit?: number;
}
