import { availableParallelism } from 'node:os';
import { tiers } from './jest.preset.mjs';

export default {
  projects: tiers,
  testTimeout: 120_000,
  testSequencer: './tools/jest/longest-first.mjs',
  // Tests of booted systems wait more than they compute: two workers also on two cores.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  workerIdleMemoryLimit: '1500MB',
};
