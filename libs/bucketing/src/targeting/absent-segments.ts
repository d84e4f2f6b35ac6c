import type { SegmentContent } from '../definition/definition.js';
import type { Segment } from './segment.js';
import { isReadable } from './segment-rule.js';

export type FindSegment = (key: string, hash: string) => Segment | undefined;

/** Those whose content is not here, or that this version cannot read. */
export const absentSegments = <Named extends SegmentContent>(
  named: readonly Named[],
  find: FindSegment | undefined,
): readonly Named[] =>
  named.filter(({ segment, hash }) => {
    const found = find?.(segment, hash);
    return found === undefined || !isReadable(found);
  });
