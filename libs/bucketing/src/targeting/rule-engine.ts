import type { Segment } from './segment.js';
import type { TargetingRule } from './targeting-rule.js';

/** What is known of the unit that asks. */
export interface UnitFacts {
  readonly unit: string;
  readonly attributes: unknown;
  segment(key: string, hash: string): Segment | undefined;
}

export type Predicate = (facts: UnitFacts) => boolean;

/** Makes a function of a rule; undefined for one that it cannot read. */
export type RuleCompiler = (rule: TargetingRule) => Predicate | undefined;

let engine: RuleCompiler | undefined;

/** Gives definitions the means to read rules. Once, before those that have any are evaluated. */
export function useRules(compiler: RuleCompiler): void {
  engine = compiler;
}

/** Undefined also where the engine was not loaded: then the rule cannot be read, and control is served. */
export const readRule: RuleCompiler = (rule) => engine?.(rule);
