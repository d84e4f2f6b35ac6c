/** Why a definition cannot be used as it is: the rule that it breaks, where, and by which value. */
export interface DefinitionProblem {
  readonly code: DefinitionProblemCode;
  /** Names joined by dots, and positions in brackets: `targeting.rules[2].value`. */
  readonly path: string;
  readonly value: unknown;
  /** The fact, for people. */
  readonly message: string;
}

export type DefinitionProblemCode =
  | 'RULE_MALFORMED'
  | 'RULE_UNKNOWN_OPERATOR'
  | 'RULE_UNKNOWN_FIELD'
  | 'RULE_TOO_DEEP'
  | 'RULE_TOO_LARGE'
  | 'RULE_ATTRIBUTE_INVALID'
  | 'RULE_VALUE_INVALID'
  | 'RULE_PATTERN_INVALID'
  | 'RULE_SEGMENT_IN_SEGMENT'
  | 'SEGMENT_UNKNOWN'
  | 'SEGMENT_TOO_LARGE'
  | 'HASHING_ALGORITHM_UNKNOWN'
  | 'HASHING_GATE_UNKNOWN'
  | 'HASHING_TEXT_INVALID'
  | 'OVERRIDE_DIGEST_INVALID'
  | 'OVERRIDE_REPEATED'
  | 'VARIANT_UNKNOWN'
  | 'PERCENT_INVALID'
  | 'WEIGHT_INVALID'
  | 'RANGE_INVALID'
  | 'RANGE_REPEATED'
  | 'RANGE_OVERLAPS'
  | 'LAYER_OVERFULL'
  | 'PREREQUISITE_UNKNOWN'
  | 'PREREQUISITE_ITSELF'
  | 'PREREQUISITE_CYCLE'
  | 'PREREQUISITE_CHAIN_TOO_LONG'
  | 'PREREQUISITES_TOO_MANY';

/** At most this many are told at once: the rest tends to follow from them. */
export const MOST_PROBLEMS = 20;

export const problem = (
  code: DefinitionProblemCode,
  path: string,
  value: unknown,
  message: string,
): DefinitionProblem => ({ code, path, value, message });

const joined = (path: string, name: string | number): string => {
  if (typeof name === 'number') return `${path}[${String(name)}]`;
  return path === '' || name === '' ? path + name : `${path}.${name}`;
};

export const under = (path: string, ...names: readonly (string | number)[]): string =>
  names.reduce<string>(joined, path);
