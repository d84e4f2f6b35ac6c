import { SegmentMembersKept } from '../events/segment-member-events.js';

/** Events that hold what a decision refers to by its hash, and are none: audits list them only when asked for them. */
export const CONTENT_TYPES: readonly string[] = [SegmentMembersKept.type];
