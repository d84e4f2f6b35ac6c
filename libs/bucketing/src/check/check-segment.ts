import { MOST_MEMBERS } from '../targeting/member-set.js';
import { checkTargeting } from './check-targeting.js';
import type { DefinitionProblem } from './definition-problem.js';
import { problem } from './definition-problem.js';

/** Is the list short enough? */
export const checkSegmentSize = (size: number): readonly DefinitionProblem[] =>
  size <= MOST_MEMBERS
    ? []
    : [problem('SEGMENT_TOO_LARGE', 'members', size, `at most ${String(MOST_MEMBERS)} members`)];

/** Can this rule be a segment? One that refers to no other segment, so that none can contain itself. */
export const checkSegmentRule = (rule: unknown): readonly DefinitionProblem[] =>
  checkTargeting(rule, 'rule', { allowsSegments: false });
