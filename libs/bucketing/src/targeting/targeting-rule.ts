/**
 * Where an attribute lies: `country`, `account.plan.tier`; as an array where a name itself has a dot in it. Only
 * own properties of plain objects are followed: what is not there, or lies in an array, is missing.
 */
export type AttributePath = string | readonly string[];

export type Scalar = string | number | boolean;

/** All rules hold; with none: true. */
export interface AllOf {
  readonly op: 'all';
  readonly rules: readonly TargetingRule[];
}

/** At least one rule holds; with none: false. */
export interface AnyOf {
  readonly op: 'any';
  readonly rules: readonly TargetingRule[];
}

export interface Not {
  readonly op: 'not';
  readonly rule: TargetingRule;
}

/** The attribute is there and not null. */
export interface Exists {
  readonly op: 'exists';
  readonly attribute: AttributePath;
}

/** Same type and same value. `not_equals`: same type and another value, so that a missing attribute is false. */
export interface Equality {
  readonly op: 'equals' | 'not_equals';
  readonly attribute: AttributePath;
  readonly value: Scalar;
}

/** The attribute is one of these, or is of the type of one of them and is none of them. */
export interface Membership {
  readonly op: 'in' | 'not_in';
  readonly attribute: AttributePath;
  readonly values: readonly Scalar[];
}

/** The attribute is a list, and it has one, all or none of these. */
export interface ListMembership {
  readonly op: 'has_any' | 'has_all' | 'has_none';
  readonly attribute: AttributePath;
  readonly values: readonly Scalar[];
}

/** Finite numbers. */
export interface NumberOrder {
  readonly op: 'less_than' | 'at_most' | 'greater_than' | 'at_least';
  readonly attribute: AttributePath;
  readonly value: number;
}

/** Instants: RFC 3339 text with an offset, a date (its midnight in UTC), or milliseconds since 1970 as a number. */
export interface DateOrder {
  readonly op: 'before' | 'not_before' | 'after' | 'not_after';
  readonly attribute: AttributePath;
  readonly value: string;
}

/** Versions as SemVer 2 orders them; build metadata does not count. */
export interface VersionOrder {
  readonly op:
    'version_equals' | 'version_less_than' | 'version_at_most' | 'version_greater_than' | 'version_at_least';
  readonly attribute: AttributePath;
  readonly value: string;
}

/** Case matters; nothing is normalised. */
export interface TextPart {
  readonly op: 'contains' | 'starts_with' | 'ends_with';
  readonly attribute: AttributePath;
  readonly value: string;
}

/** Some part of the text matches; `^` and `$` tie it to the ends. The language of patterns: `cases.md`. */
export interface TextPattern {
  readonly op: 'matches';
  readonly attribute: AttributePath;
  readonly value: string;
}

/** The unit (or the attribute that the segment names) belongs to the segment with this content. */
export interface InSegment {
  readonly op: 'in_segment';
  readonly segment: string;
  /** Content hash: the same definition always means the same members. */
  readonly hash: string;
}

export type Comparison =
  | Exists
  | Equality
  | Membership
  | ListMembership
  | NumberOrder
  | DateOrder
  | VersionOrder
  | TextPart
  | TextPattern;

/**
 * Who is meant. A missing or wrongly typed attribute makes a comparison false, never an error; `not` turns that
 * around, so "not in Germany, or unknown" is `not(equals)` and "known and not Germany" is `not_equals`.
 */
export type TargetingRule = AllOf | AnyOf | Not | Comparison | InSegment;
