import type { AttributeCondition } from '@assay/contracts';

export type Attributes = Readonly<Record<string, unknown>>;

/** The attribute at a path, own properties only; undefined when a part of the path is missing. */
export function attributeAt(attributes: Attributes | undefined, path: string): unknown {
  let found: unknown = attributes;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Attributes)[part];
  }
  return found;
}

/** Whether an attribute meets a condition; one that is missing or of another type does not. */
export function meets(attributes: Attributes | undefined, condition: AttributeCondition): boolean {
  const value = attributeAt(attributes, condition.attribute);
  if (value === undefined || value === null) return false;
  switch (condition.operator) {
    case 'exists':
      return true;
    case 'equals':
      return value === condition.value;
    case 'not_equals':
      return typeof value === typeof condition.value && value !== condition.value;
    case 'in':
      return condition.value.some((one) => one === value);
    case 'not_in':
      return !condition.value.some((one) => one === value);
    case 'less':
      return typeof value === 'number' && value < condition.value;
    case 'at_most':
      return typeof value === 'number' && value <= condition.value;
    case 'more':
      return typeof value === 'number' && value > condition.value;
    case 'at_least':
      return typeof value === 'number' && value >= condition.value;
  }
}

const MAX_VALUE_LENGTH = 100;
/** Stands for a unit whose first exposure does not carry the attribute. */
export const NO_VALUE = '';
/** Under which all values are counted that are not kept apart, as it is stored: no value has a character of this kind. */
export const OTHER_VALUES = '\u001f';

/** Text of a client as a value that rows can bear: cut, and without zeros, which Postgres cannot store, and `OTHER_VALUES`. */
export const valueText = (text: string): string =>
  text.replaceAll('\0', '').replaceAll(OTHER_VALUES, '').slice(0, MAX_VALUE_LENGTH);

/** The value of a dimension as text: scalars only. */
export function dimensionValue(attributes: Attributes | undefined, path: string): string {
  const value = attributeAt(attributes, path);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? valueText(value) : NO_VALUE;
}

const LIMIT = 1e9;

/** A number among the attributes in millionths, zero when there is none: the unit stays in the analysis. */
export function covariateMicros(attributes: Attributes | undefined, path: string): number {
  const value = attributeAt(attributes, path);
  if (typeof value !== 'number' || !(Math.abs(value) < LIMIT)) return 0;
  return Math.round(value * 1e6) + 0;
}
