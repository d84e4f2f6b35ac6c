import { COMPARISONS, operandOf } from '../targeting/comparisons.js';
import { DEEPEST_RULE } from '../targeting/compile-rule.js';
import { parsePattern } from '../targeting/pattern/parse-pattern.js';
import { programOf } from '../targeting/pattern/pattern-program.js';
import type { DefinitionProblem } from './definition-problem.js';
import { MOST_PROBLEMS, problem, under } from './definition-problem.js';

/** A rule with more parts than this is a segment. */
const MOST_PARTS = 1_000;
const MOST_VALUES = 10_000;
const MOST_NAMES = 32;
const LONGEST_NAME = 200;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Checking {
  readonly problems: DefinitionProblem[];
  readonly allowsSegments: boolean;
  parts: number;
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  all: ['rules'],
  any: ['rules'],
  not: ['rule'],
  exists: ['attribute'],
  in_segment: ['segment', 'hash'],
};
const ORDERS = new Set(['less_than', 'at_most', 'greater_than', 'at_least']);
const INSTANTS = new Set(['before', 'not_before', 'after', 'not_after']);
const LISTS = new Set(['in', 'not_in', 'has_any', 'has_all', 'has_none']);

const fieldsOf = (op: string): readonly string[] =>
  (Object.hasOwn(FIELDS, op) ? FIELDS[op] : undefined) ?? ['attribute', LISTS.has(op) ? 'values' : 'value'];

const OPERATORS = [...Object.keys(FIELDS), ...COMPARISONS.keys()];

/** What an operator takes, for people. */
function operandsOf(op: string): string {
  if (LISTS.has(op)) return 'a list of texts, numbers, true and false';
  if (op.startsWith('version_')) return 'a version as SemVer 2 has it, such as "2.4.0"';
  if (ORDERS.has(op)) return 'a number';
  if (INSTANTS.has(op)) return 'a date, or an instant with its offset, such as "2035-01-08T09:00:00Z"';
  return op === 'equals' || op === 'not_equals' ? 'a text, a number, true or false' : 'a text';
}

const isName = (name: unknown): boolean =>
  typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;

function isPath(attribute: unknown): boolean {
  const names: unknown = typeof attribute === 'string' ? attribute.split('.') : attribute;
  return Array.isArray(names) && names.length > 0 && names.length <= MOST_NAMES && names.every(isName);
}

function checkAttribute(rule: Json, path: string, { problems }: Checking): void {
  const attribute = rule['attribute'];
  if (isPath(attribute)) return;
  const message = `is not a path of 1 to ${String(MOST_NAMES)} names`;
  problems.push(problem('RULE_ATTRIBUTE_INVALID', under(path, 'attribute'), attribute, message));
}

function patternProblem(pattern: string): string | undefined {
  const parsed = parsePattern(pattern);
  if (parsed.kind === 'problem') return `at ${String(parsed.at)}: ${parsed.message}`;
  return programOf(parsed) === undefined ? 'is too large, written out' : undefined;
}

function checkOperand(rule: Json, op: string, path: string, { problems }: Checking): void {
  const [, field = 'value'] = fieldsOf(op);
  const at = under(path, field);
  const operand = operandOf(rule);
  const fault = op === 'matches' && typeof operand === 'string' ? patternProblem(operand) : undefined;
  if (fault !== undefined) {
    problems.push(problem('RULE_PATTERN_INVALID', at, operand, `the pattern ${fault}`));
    return;
  }
  if (Array.isArray(operand) && operand.length > MOST_VALUES) {
    const message = `${String(operand.length)} values, at most ${String(MOST_VALUES)}: make it a segment`;
    problems.push(problem('RULE_TOO_LARGE', at, operand.length, message));
    return;
  }
  if (COMPARISONS.get(op)?.(operand) === undefined)
    problems.push(problem('RULE_VALUE_INVALID', at, operand, `${op} compares with ${operandsOf(op)}`));
}

function checkSegmentName(rule: Json, path: string, { problems, allowsSegments }: Checking): void {
  const { segment, hash } = rule;
  if (!allowsSegments)
    problems.push(
      problem('RULE_SEGMENT_IN_SEGMENT', path, segment, 'a segment cannot refer to another segment'),
    );
  if (!isName(segment))
    problems.push(problem('RULE_MALFORMED', under(path, 'segment'), segment, 'is not the key of a segment'));
  if (hash !== undefined && !isName(hash))
    problems.push(problem('RULE_MALFORMED', under(path, 'hash'), hash, 'is not a content hash'));
}

function checkFields(rule: Json, op: string, path: string, { problems }: Checking): void {
  const known = new Set(['op', ...fieldsOf(op)]);
  for (const field of Object.keys(rule))
    if (!known.has(field))
      problems.push(
        problem('RULE_UNKNOWN_FIELD', under(path, field), rule[field], `${op} has no such field`),
      );
}

function checkLeaf(rule: Json, op: string, path: string, checking: Checking): void {
  if (op === 'in_segment') return checkSegmentName(rule, path, checking);
  checkAttribute(rule, path, checking);
  if (op !== 'exists') checkOperand(rule, op, path, checking);
}

function checkInner(rule: Json, path: string, depth: number, checking: Checking): void {
  const { rules } = rule;
  if (!Array.isArray(rules)) {
    checking.problems.push(problem('RULE_MALFORMED', under(path, 'rules'), rules, 'is not a list of rules'));
    return;
  }
  for (const [index, inner] of rules.entries())
    check(inner, under(path, 'rules', index), depth + 1, checking);
}

const isKnown = (op: unknown): op is string =>
  typeof op === 'string' && (Object.hasOwn(FIELDS, op) || COMPARISONS.has(op));

/** Whether it is worth looking any further. */
function isBounded(rule: unknown, path: string, depth: number, checking: Checking): boolean {
  checking.parts += 1;
  const { problems, parts } = checking;
  if (depth > DEEPEST_RULE)
    problems.push(problem('RULE_TOO_DEEP', path, depth, `nested over ${String(DEEPEST_RULE)}`));
  if (parts === MOST_PARTS + 1)
    problems.push(problem('RULE_TOO_LARGE', path, parts, `more than ${String(MOST_PARTS)} rules`));
  return depth <= DEEPEST_RULE && parts <= MOST_PARTS && problems.length < MOST_PROBLEMS;
}

function check(rule: unknown, path: string, depth: number, checking: Checking): void {
  if (!isBounded(rule, path, depth, checking)) return;
  if (!isObject(rule)) {
    checking.problems.push(problem('RULE_MALFORMED', path, rule, 'is not a rule'));
    return;
  }
  const { op } = rule;
  if (!isKnown(op)) {
    checking.problems.push(
      problem('RULE_UNKNOWN_OPERATOR', under(path, 'op'), op, `must be one of ${OPERATORS.join(', ')}`),
    );
    return;
  }
  checkFields(rule, op, path, checking);
  if (op === 'all' || op === 'any') checkInner(rule, path, depth, checking);
  else if (op === 'not') check(rule['rule'], under(path, 'rule'), depth + 1, checking);
  else checkLeaf(rule, op, path, checking);
}

/**
 * Can this rule be evaluated, the same way everywhere? Asked when it is defined, because evaluation never complains.
 * @param rule anything, as it came in; the hash of a segment may be missing, whoever stores the rule fills it in
 * @param path where the rule stands in what the author wrote
 * @param options `allowsSegments: false` for the rule of a segment
 * @returns at most 20 problems; empty for a `TargetingRule`
 * @example checkTargeting({ op: 'matches', attribute: 'mail', value: '(' })[0]?.code // 'RULE_PATTERN_INVALID'
 */
export function checkTargeting(
  rule: unknown,
  path = 'targeting',
  { allowsSegments = true }: { readonly allowsSegments?: boolean } = {},
): readonly DefinitionProblem[] {
  const checking: Checking = { problems: [], allowsSegments, parts: 0 };
  check(rule, path, 1, checking);
  return checking.problems.slice(0, MOST_PROBLEMS);
}
