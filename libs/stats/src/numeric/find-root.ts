/** Where to look for a root: the function has opposite signs at the two ends. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

interface Iterate {
  a: number;
  b: number;
  c: number;
  fa: number;
  fb: number;
  fc: number;
  step: number;
  previousStep: number;
}

/**
 * Where is a continuous function zero, between two points of opposite sign?
 *
 * Brent's method: inverse quadratic interpolation and secants, with bisection whenever they do not halve the
 * bracket, so that it always ends.
 * @param f the function; called about ten times
 * @param bracket ends of opposite sign
 * @param precision how near to the root is enough; default full double precision
 * @returns the root, or null when the signs at the ends are the same
 * @see https://en.wikipedia.org/wiki/Brent%27s_method
 * @example findRoot((x) => x * x - 2, { lower: 0, upper: 2 }) // 1.4142135623730951
 */
export function findRoot(f: (x: number) => number, bracket: Bracket, precision = 0): number | null {
  const state = begin(f, bracket);
  if (state.fa === 0) return state.a;
  if (state.fa * state.fb > 0) return null;
  for (let i = 0; i < 300 && state.fb !== 0; i += 1) {
    orient(state);
    const tolerance = 2 * Number.EPSILON * Math.abs(state.b) + precision / 2;
    const half = (state.c - state.b) / 2;
    if (Math.abs(half) <= tolerance) break;
    chooseStep(state, half, tolerance);
    advance(state, f, Math.sign(half) * tolerance);
  }
  return state.b;
}

function begin(f: (x: number) => number, { lower, upper }: Bracket): Iterate {
  const [fa, fb] = [f(lower), f(upper)];
  const step = upper - lower;
  return { a: lower, b: upper, c: lower, fa, fb, fc: fa, step, previousStep: step };
}

/** Makes b the best guess and c the other end of the bracket. */
function orient(s: Iterate): void {
  if (s.fb * s.fc > 0) {
    [s.c, s.fc] = [s.a, s.fa];
    s.step = s.previousStep = s.b - s.a;
  }
  if (Math.abs(s.fc) < Math.abs(s.fb)) {
    [s.a, s.b, s.c] = [s.b, s.c, s.b];
    [s.fa, s.fb, s.fc] = [s.fb, s.fc, s.fb];
  }
}

function chooseStep(s: Iterate, half: number, tolerance: number): void {
  const candidate = interpolate(s, half);
  const accepted =
    Math.abs(s.previousStep) >= tolerance &&
    Math.abs(s.fa) > Math.abs(s.fb) &&
    candidate !== null &&
    2 * Math.abs(candidate) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(s.previousStep)) &&
    candidate * half > 0;
  s.previousStep = accepted ? s.step : half;
  s.step = accepted ? candidate : half;
}

function interpolate({ a, b, c, fa, fb, fc }: Iterate, half: number): number | null {
  const s = fb / fa;
  const [q, r] = [fa / fc, fb / fc];
  const numerator = a === c ? 2 * half * s : s * (2 * half * q * (q - r) - (b - a) * (r - 1));
  const denominator = a === c ? 1 - s : (q - 1) * (r - 1) * (s - 1);
  const step = -numerator / denominator;
  return Number.isFinite(step) ? step : null;
}

function advance(s: Iterate, f: (x: number) => number, smallest: number): void {
  [s.a, s.fa] = [s.b, s.fb];
  s.b += Math.abs(s.step) > Math.abs(smallest) ? s.step : smallest;
  s.fb = f(s.b);
}
