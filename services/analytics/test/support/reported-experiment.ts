import type { ReportedExperiment } from '../../src/experiments/reported-experiment.js';
import { metric } from './events.js';

/** A running experiment of two even variants, `a` being control, with nothing asked for; and what is different. */
export const reportedExperiment = (more: Partial<ReportedExperiment> = {}): ReportedExperiment => ({
  ...{ key: 'e', number: 1, name: 'E', status: 'running', origin: 'assigned', experimentType: 'ab_test' },
  ...{ firstStartedAt: '2026-03-01T00:00:00.000Z', runStartedAt: '2026-03-01T00:00:00.000Z', endedAt: null },
  winner: null,
  ...{ runningSince: '2026-03-01T00:00:00.000Z', run: 1 },
  ...{ plannedUnits: null, minimumSampleSize: null, guardrails: [] },
  primaryMetric: 'bought',
  metrics: [metric('bought')],
  variants: ['a', 'b'].map((key) => ({ key, name: key, isControl: key === 'a', weight: 1 })),
  phases: [{ run: 1, phase: 1, weights: { a: 1, b: 1 } }],
  ...more,
});
