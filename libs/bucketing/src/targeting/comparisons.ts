import { instantOf } from './instant.js';
import { compilePattern } from './pattern/pattern-engine.js';
import type { Comparison, Scalar } from './targeting-rule.js';
import { compareVersions, versionOf } from './version.js';

/** Whether an attribute's value is what the rule asks for. */
export type ValueTest = (attribute: unknown) => boolean;

/** Makes the test of a rule from what it compares with; undefined where that has the wrong type or form. */
export type ComparisonCompiler = (operand: unknown) => ValueTest | undefined;

export type ComparisonOperator = Exclude<Comparison['op'], 'exists'>;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const scalar =
  (test: (attribute: Scalar, operand: Scalar) => boolean): ComparisonCompiler =>
  (operand) =>
    isScalar(operand) ? (attribute) => isScalar(attribute) && test(attribute, operand) : undefined;

const scalars =
  (compile: (operands: ReadonlySet<Scalar>) => ValueTest): ComparisonCompiler =>
  (operand) =>
    Array.isArray(operand) && operand.every(isScalar) ? compile(new Set(operand)) : undefined;

function noneOf(operands: ReadonlySet<Scalar>): ValueTest {
  const types = new Set([...operands].map((operand) => typeof operand));
  return (attribute) => isScalar(attribute) && types.has(typeof attribute) && !operands.has(attribute);
}

const list =
  (test: (attribute: readonly unknown[], operands: ReadonlySet<Scalar>) => boolean) =>
  (operands: ReadonlySet<Scalar>): ValueTest =>
  (attribute) =>
    Array.isArray(attribute) && test(attribute, operands);

const hasAny = (attribute: readonly unknown[], operands: ReadonlySet<unknown>): boolean =>
  attribute.some((item) => operands.has(item));

function hasAll(attribute: readonly unknown[], operands: ReadonlySet<Scalar>): boolean {
  const items = new Set(attribute);
  return [...operands].every((operand) => items.has(operand));
}

const number =
  (test: (attribute: number, operand: number) => boolean): ComparisonCompiler =>
  (operand) =>
    isNumber(operand) ? (attribute) => isNumber(attribute) && test(attribute, operand) : undefined;

function attributeInstant(attribute: unknown): number | undefined {
  if (typeof attribute === 'string') return instantOf(attribute);
  return isNumber(attribute) ? attribute : undefined;
}

const date =
  (test: (attribute: number, operand: number) => boolean): ComparisonCompiler =>
  (operand) => {
    const bound = typeof operand === 'string' ? instantOf(operand) : undefined;
    if (bound === undefined) return undefined;
    return (attribute) => {
      const instant = attributeInstant(attribute);
      return instant !== undefined && test(instant, bound);
    };
  };

const version =
  (test: (order: number) => boolean): ComparisonCompiler =>
  (operand) => {
    const bound = typeof operand === 'string' ? versionOf(operand) : undefined;
    if (bound === undefined) return undefined;
    return (attribute) => {
      const given = typeof attribute === 'string' ? versionOf(attribute) : undefined;
      return given !== undefined && test(compareVersions(given, bound));
    };
  };

const text =
  (test: (attribute: string, operand: string) => boolean): ComparisonCompiler =>
  (operand) =>
    typeof operand === 'string'
      ? (attribute) => typeof attribute === 'string' && test(attribute, operand)
      : undefined;

function pattern(operand: unknown): ValueTest | undefined {
  const isMatch = typeof operand === 'string' ? compilePattern(operand) : undefined;
  return isMatch && ((attribute) => typeof attribute === 'string' && isMatch(attribute));
}

/** Every operator that compares one attribute with what the rule names. */
export const COMPARISONS: ReadonlyMap<string, ComparisonCompiler> = new Map<
  ComparisonOperator,
  ComparisonCompiler
>([
  ['equals', scalar((attribute, operand) => attribute === operand)],
  [
    'not_equals',
    scalar((attribute, operand) => typeof attribute === typeof operand && attribute !== operand),
  ],
  ['in', scalars((operands) => (attribute) => operands.has(attribute as Scalar))],
  ['not_in', scalars(noneOf)],
  ['has_any', scalars(list(hasAny))],
  ['has_all', scalars(list(hasAll))],
  ['has_none', scalars(list((attribute, operands) => !hasAny(attribute, operands)))],
  ['less_than', number((attribute, operand) => attribute < operand)],
  ['at_most', number((attribute, operand) => attribute <= operand)],
  ['greater_than', number((attribute, operand) => attribute > operand)],
  ['at_least', number((attribute, operand) => attribute >= operand)],
  ['before', date((attribute, operand) => attribute < operand)],
  ['not_before', date((attribute, operand) => attribute >= operand)],
  ['after', date((attribute, operand) => attribute > operand)],
  ['not_after', date((attribute, operand) => attribute <= operand)],
  ['version_equals', version((order) => order === 0)],
  ['version_less_than', version((order) => order < 0)],
  ['version_at_most', version((order) => order <= 0)],
  ['version_greater_than', version((order) => order > 0)],
  ['version_at_least', version((order) => order >= 0)],
  ['contains', text((attribute, operand) => attribute.includes(operand))],
  ['starts_with', text((attribute, operand) => attribute.startsWith(operand))],
  ['ends_with', text((attribute, operand) => attribute.endsWith(operand))],
  ['matches', pattern],
]);

/** What the rule compares with: `values` where it names several. */
export const operandOf = (rule: Readonly<Record<string, unknown>>): unknown =>
  'values' in rule ? rule['values'] : rule['value'];
