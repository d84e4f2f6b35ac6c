import { simulatePeeking } from '../simulation/peeking-simulation.js';
import type { Fields } from './inputs.js';
import { num } from './inputs.js';

export const simulationCapability = (inputs: Fields): object =>
  simulatePeeking({
    sims: num(inputs, 'sims'),
    nPerArm: num(inputs, 'nPerArm'),
    looks: num(inputs, 'looks'),
    p: num(inputs, 'p'),
    seed: num(inputs, 'seed'),
  });
