import { InvalidFieldError } from '../errors/invalid-field.error.js';
import type { Tolerance } from './differences.js';
import type { Fields } from './inputs.js';
import { isFields } from './inputs.js';

/** One case: what the engine must answer to some inputs. */
export interface Vector {
  readonly id: string;
  readonly capability: string;
  readonly inputs: Fields;
  readonly expected: Fields;
  readonly tolerance: Tolerance;
}

/**
 * Reads a file of vectors: an array of them, or an object with the array as `vectors`. Its entries are read one by one.
 * @throws SyntaxError for text that is not JSON
 * @throws InvalidFieldError for a file without a list
 */
export function readEntries(json: string): readonly unknown[] {
  const content: unknown = JSON.parse(json);
  const list: unknown = isFields(content) ? content['vectors'] : content;
  if (!Array.isArray(list)) throw new InvalidFieldError('vectors', 'a list');
  return list;
}

/** @throws InvalidFieldError for an entry that is no vector */
export function readVector(entry: unknown, index: number): Vector {
  const place = `vectors[${String(index)}]`;
  if (!isFields(entry)) throw new InvalidFieldError(place, 'an object');
  const { id, capability, inputs, expected, tolerance } = entry;
  if (typeof id !== 'string') throw new InvalidFieldError(`${place}.id`, 'a text');
  if (typeof capability !== 'string') throw new InvalidFieldError(`${place}.capability`, 'a text');
  if (!isFields(inputs)) throw new InvalidFieldError(`${place}.inputs`, 'an object');
  if (!isFields(expected)) throw new InvalidFieldError(`${place}.expected`, 'an object');
  return { id, capability, inputs, expected, tolerance: isFields(tolerance) ? readTolerance(tolerance) : {} };
}

const readTolerance = ({ abs, rel }: Fields): Tolerance => ({
  ...(typeof abs === 'number' ? { abs } : {}),
  ...(typeof rel === 'number' ? { rel } : {}),
});
