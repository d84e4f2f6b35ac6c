import type { RolloutDefinition, RolloutSegments, SegmentContent } from '../definition/definition.js';
import type { FindSegment } from '../targeting/absent-segments.js';
import type { InSegment, TargetingRule } from '../targeting/targeting-rule.js';
import type { RolloutInput } from './evaluation.js';

/** Looks into segments. */
export interface SegmentEngine {
  namedIn(rule: TargetingRule): readonly InSegment[];
  absent(named: readonly SegmentContent[], find: FindSegment): readonly SegmentContent[];
  areThere(rollout: RolloutDefinition, input: RolloutInput): boolean;
  isInAny(kind: keyof RolloutSegments, rollout: RolloutDefinition, input: RolloutInput): boolean;
}

let engine: SegmentEngine | undefined;

/** Gives definitions the means to look into segments. Once, before those that name any are evaluated. */
export function useSegments(segments: SegmentEngine): void {
  engine = segments;
}

export const namedIn: SegmentEngine['namedIn'] = (rule) => engine?.namedIn(rule) ?? [];

// Where the engine was not loaded nobody here can tell: then none of them is there.
export const absentOf: SegmentEngine['absent'] = (named, find) => engine?.absent(named, find) ?? named;

export const areThere: SegmentEngine['areThere'] = (rollout, input) =>
  rollout.segments === undefined || engine?.areThere(rollout, input) === true;

export const isInAny: SegmentEngine['isInAny'] = (...question) => engine?.isInAny(...question) === true;
