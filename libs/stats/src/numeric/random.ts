/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * Uniform numbers in [0, 1) that depend on the seed alone (xoshiro128**, 53 bits a number).
 * @param seed any 32-bit integer
 * @see https://prng.di.unimi.it/
 */
export function seededRandom(seed: number): Random {
  const state = seedWords(seed);
  const next = (): number => {
    const [a, b, c, d] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const [z, w] = [c ^ a, d ^ b];
    state[1] = b ^ z;
    state[0] = a ^ w;
    state[2] = z ^ (b << 9);
    state[3] = rotate(w, 11);
    return result;
  };
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Four words of the splitmix32 sequence. */
function seedWords(seed: number): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  });
}

/**
 * Draws from a binomial distribution, in constant time (Walker's alias method).
 * @param n tries, small enough for a table
 * @param p probability of success
 */
export function binomialSampler(n: number, p: number, random: Random): () => number {
  const masses = Array.from({ length: n + 1 }, () => 0);
  const mode = Math.floor((n + 1) * p);
  masses[Math.min(mode, n)] = 1;
  for (let k = Math.min(mode, n); k < n; k += 1)
    masses[k + 1] = ((masses[k] ?? 0) * (n - k) * p) / ((k + 1) * (1 - p));
  for (let k = Math.min(mode, n); k > 0; k -= 1)
    masses[k - 1] = ((masses[k] ?? 0) * k * (1 - p)) / ((n - k + 1) * p);
  const { threshold, alias } = aliasTable(masses);
  return () => {
    const at = random() * (n + 1);
    const column = Math.floor(at);
    return at - column < (threshold[column] ?? 0) ? column : (alias[column] ?? column);
  };
}

function aliasTable(masses: readonly number[]): { threshold: Float64Array; alias: Uint32Array } {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const threshold = Float64Array.from(masses, (mass) => (mass * masses.length) / total);
  const alias = Uint32Array.from(masses, (_mass, i) => i);
  const small = [...threshold.keys()].filter((i) => (threshold[i] ?? 0) < 1);
  const large = [...threshold.keys()].filter((i) => (threshold[i] ?? 0) >= 1);
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() ?? 0, large.at(-1) ?? 0];
    alias[low] = high;
    threshold[high] = (threshold[high] ?? 0) - (1 - (threshold[low] ?? 0));
    if ((threshold[high] ?? 0) < 1) small.push(large.pop() ?? 0);
  }
  return { threshold, alias };
}
