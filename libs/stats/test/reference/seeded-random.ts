import { normalQuantile } from '../../src/index.js';

/** Uniform numbers in (0, 1) that are the same at every run (mulberry32). */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** Standard normal numbers that are the same at every run. */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed);
  return () => normalQuantile(uniform());
}
