import { attributeAt, namesOf } from './attribute.js';
import { COMPARISONS, operandOf } from './comparisons.js';
import type { Predicate, UnitFacts } from './rule-engine.js';
import { segmentRule } from './segment-rule.js';
import type { Segment } from './segment.js';
import type { AttributePath, InSegment, TargetingRule } from './targeting-rule.js';

/** Rules nested deeper than this are refused when they are defined, and not evaluated. */
export const DEEPEST_RULE = 32;

const memberText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
};

/** Whether the unit belongs to the segment. */
export function isInSegment(segment: Segment, facts: UnitFacts): boolean {
  if (segment.kind === 'rule') return segmentRule(segment.rule)?.(facts) ?? false;
  const { attribute, members } = segment;
  const member =
    attribute === undefined ? facts.unit : memberText(attributeAt(facts.attributes, namesOf(attribute)));
  return member !== undefined && members.has(member);
}

function inSegment({ segment: key, hash }: InSegment): Predicate {
  return (facts) => {
    const segment = facts.segment(key, hash);
    return segment !== undefined && isInSegment(segment, facts);
  };
}

function compileAll(rules: readonly TargetingRule[], depth: number): readonly Predicate[] | undefined {
  if (!isList(rules)) return undefined;
  const predicates = rules
    .map((rule) => compileAt(rule, depth))
    .filter((predicate) => predicate !== undefined);
  return predicates.length === rules.length ? predicates : undefined;
}

function allOf(predicates: readonly Predicate[] | undefined): Predicate | undefined {
  return predicates && ((facts) => predicates.every((holds) => holds(facts)));
}

function anyOf(predicates: readonly Predicate[] | undefined): Predicate | undefined {
  return predicates && ((facts) => predicates.some((holds) => holds(facts)));
}

function negated(holds: Predicate | undefined): Predicate | undefined {
  return holds && ((facts) => !holds(facts));
}

function exists(attribute: AttributePath): Predicate | undefined {
  if (!isPath(attribute)) return undefined;
  const names = namesOf(attribute);
  return ({ attributes }) => {
    const value = attributeAt(attributes, names);
    return value !== undefined && value !== null;
  };
}

function comparison(rule: TargetingRule & { readonly attribute: AttributePath }): Predicate | undefined {
  const test = COMPARISONS.get(rule.op)?.(operandOf({ ...rule }));
  if (!isPath(rule.attribute)) return undefined;
  const names = namesOf(rule.attribute);
  return test && (({ attributes }) => test(attributeAt(attributes, names)));
}

// What comes from a log or a file may have been written by a newer version: its type is only what we hope for.
const isRule = (rule: unknown): boolean => typeof rule === 'object' && rule !== null;

const isList = (rules: unknown): boolean => Array.isArray(rules);

const isPath = (attribute: unknown): boolean => typeof attribute === 'string' || Array.isArray(attribute);

function compileAt(rule: TargetingRule, depth: number): Predicate | undefined {
  if (depth > DEEPEST_RULE || !isRule(rule)) return undefined;
  switch (rule.op) {
    case 'all':
      return allOf(compileAll(rule.rules, depth + 1));
    case 'any':
      return anyOf(compileAll(rule.rules, depth + 1));
    case 'not':
      return negated(compileAt(rule.rule, depth + 1));
    case 'exists':
      return exists(rule.attribute);
    case 'in_segment':
      return inSegment(rule);
    default:
      return comparison(rule);
  }
}

/**
 * The rule as a function, so that evaluating it parses nothing.
 * @returns undefined for a rule that this version cannot read (an unknown operator, a pattern outside of the
 *   subset): whoever depends on it is served control, never something else than the rule says
 * @example compileRule({ op: 'equals', attribute: 'country', value: 'DE' })?.(facts)
 */
export const compileRule = (rule: TargetingRule): Predicate | undefined => compileAt(rule, 1);
