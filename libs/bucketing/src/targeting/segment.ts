import type { AttributePath, TargetingRule } from './targeting-rule.js';

/** A named set of units by rule; it refers to no other segment. */
export interface RuleSegment {
  readonly kind: 'rule';
  readonly key: string;
  /** Content hash of the rule. */
  readonly hash: string;
  readonly rule: TargetingRule;
}

/** A named set of up to 1,000,000 members, kept as a compact set of their hashes. */
export interface ListSegment {
  readonly kind: 'list';
  readonly key: string;
  /** Content hash of the members. */
  readonly hash: string;
  /** The attribute that is looked up, text or a whole number; absent: the unit itself. */
  readonly attribute?: AttributePath;
  readonly members: SegmentMembers;
}

export interface SegmentMembers {
  readonly size: number;
  has(member: string): boolean;
}

export type Segment = RuleSegment | ListSegment;
