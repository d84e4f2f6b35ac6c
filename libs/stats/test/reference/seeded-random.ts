import { seededRandom } from '@assay/testing';
import { normalQuantile } from '../../src/index.js';

/** Uniform numbers in (0, 1), never 0 itself, that are the same at every run. */
export function seededUniform(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random() + 2 ** -33;
}

/** Standard normal numbers that are the same at every run. */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed);
  return () => normalQuantile(uniform());
}
