import type { JsonTypeName } from './json-types.js';
import { JSON_TYPES } from './json-types.js';
import { LIMIT_SENTENCES } from './limit-sentences.js';

/** class-validator's rules that look at the type alone. */
export const TYPE_RULES: Readonly<Partial<Record<string, JsonTypeName>>> = {
  isString: 'string',
  isNumber: 'number',
  isInt: 'integer',
  isBoolean: 'boolean',
  isArray: 'array',
  isObject: 'object',
  nestedValidation: 'object',
};

type Sentence = (...limits: readonly string[]) => string;

const { array, boolean, integer, number, object, string } = JSON_TYPES;
const { maximum, minimum, exclusiveMinimum, maxItems, minItems, maxLength, minLength } = LIMIT_SENTENCES;
const between: Sentence = (least, most) => `${string.sentence} of ${least ?? ''} to ${most ?? ''} characters`;

/** class-validator's own words, and ours. */
const SENTENCES: readonly (readonly [words: RegExp, sentence: string | Sentence])[] = [
  [/must be a string$/, string.sentence],
  [/must be a number conforming to the specified constraints$/, number.sentence],
  [/must be an integer number$/, integer.sentence],
  [/must be a boolean value$/, boolean.sentence],
  [/must be an array$/, array.sentence],
  [/must be either object or array$/, object.sentence],
  [/must be longer than or equal to (\d+) and shorter than or equal to (\d+) characters$/, between],
  [/must be longer than or equal to (\d+) characters$/, (least = '') => minLength(least)],
  [/must be shorter than or equal to (\d+) characters$/, (most = '') => maxLength(most)],
  [/must contain no more than (\d+) elements$/, (most = '') => maxItems(most)],
  [/must contain at least (\d+) elements$/, (least = '') => minItems(least)],
  [/must not be less than (\S+)$/, (least = '') => minimum(least)],
  [/must not be greater than (\S+)$/, (most = '') => maximum(most)],
  [/must be a positive number$/, exclusiveMinimum('0')],
  [/must be one of the following values: (.*)$/, (choices = '') => `must be one of: ${choices}`],
];

/**
 * What is wrong with a field, without its name: the path says that.
 * @example sentenceOf('weight', 'weight must not be less than 0') // 'must be at least 0'
 */
export function sentenceOf(property: string, text: string): string {
  const bare = text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
  for (const [words, sentence] of SENTENCES) {
    const found = words.exec(bare);
    if (found !== null) return typeof sentence === 'string' ? sentence : sentence(...found.slice(1));
  }
  return bare;
}
