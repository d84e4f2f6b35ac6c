import { InvalidSketchError } from '../errors/invalid-sketch.error.js';
import type { Sketch, SketchBucket } from './sketch.js';
import { sketchOfBuckets } from './sketch.js';

/**
 * How is a sketch written down?
 *
 * Canonical: the same values give the same text, so that texts and hashes of them can be compared.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 * @example sketchToJson(sketchOf([5])) // {"accuracy":0.005,"buckets":[[1544,1]],"resolution":0.000001}
 */
export const sketchToJson = ({ accuracy, buckets, resolution }: Sketch): string =>
  JSON.stringify({ accuracy, buckets, resolution });

/**
 * Which sketch was written down?
 * @param text what `sketchToJson` wrote
 * @throws InvalidSketchError for anything else
 * @see https://www.rfc-editor.org/rfc/rfc8785
 * @example sketchCount(sketchFromJson(sketchToJson(sketchOf([0, 5])))) // 2
 */
export function sketchFromJson(text: string): Sketch {
  const read = parsed(text);
  if (!isRecord(read)) throw new InvalidSketchError('no object');
  const { accuracy, resolution, buckets } = read;
  if (typeof accuracy !== 'number' || typeof resolution !== 'number')
    throw new InvalidSketchError('no accuracy or resolution');
  if (!Array.isArray(buckets) || !buckets.every(isBucket))
    throw new InvalidSketchError('buckets are pairs of numbers');
  return sketchOfBuckets(buckets, { accuracy, resolution });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidSketchError('no JSON');
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isBucket = (entry: unknown): entry is SketchBucket =>
  Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'number');
