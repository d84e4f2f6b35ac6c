import { defaultsFromEnvironment } from './defaults-from-environment.js';
import type { TermSources } from './promotion-terms.js';
import { termsOf } from './promotion-terms.js';

const limit = {
  kind: 'threshold',
  measure: 'latency_p95',
  above: 800,
  windowSeconds: 600,
  minimumOutcomes: 50,
} as const;
const sources: TermSources = {
  defaults: defaultsFromEnvironment({}),
  experiment: { minimumSampleSize: null, requireManualApproval: false, guardrails: [] },
  settings: {},
  overrides: { thresholds: {} },
  floors: [],
};
const terms = (changes: Partial<TermSources>) => termsOf({ ...sources, ...changes });

describe('the terms of a promotion', () => {
  it('are those of the installation, then of the design, the experiment and the request', () => {
    const experiment = { ...sources.experiment, minimumSampleSize: 300 };
    const settings = { thresholds: { minSampleSize: 200 } };
    const overrides = { thresholds: { minSampleSize: 100 } };
    expect(terms({}).thresholds.minSampleSize).toBe(1000);
    expect(terms({ experiment }).thresholds.minSampleSize).toBe(300);
    expect(terms({ experiment, settings }).thresholds.minSampleSize).toBe(200);
    expect(terms({ experiment, settings, overrides }).thresholds.minSampleSize).toBe(100);
  });

  it('are never below what the policy asks for', () => {
    const overrides = { thresholds: { minImprovementPercent: 1, maxErrorRate: 0.5 } };
    const floors = [{ minImprovementPercent: 7 }, { minImprovementPercent: 9, maxErrorRate: 0.01 }];
    expect(terms({ overrides, floors }).thresholds).toMatchObject({
      minImprovementPercent: 9,
      maxErrorRate: 0.01,
      minSampleSize: 1000,
    });
    expect(
      terms({ overrides: { thresholds: { minImprovementPercent: 20 } }, floors }).thresholds,
    ).toMatchObject({
      minImprovementPercent: 20,
    });
  });

  it('need approval when anybody says so; only the settings of the experiment speak against the installation', () => {
    const asked = defaultsFromEnvironment({ AUTO_PROMOTION_REQUIRE_MANUAL: 'true' });
    const designed = { ...sources.experiment, requireManualApproval: true };
    const off = { requireManualApproval: false };
    expect(terms({}).requiresApproval).toBe(false);
    expect(terms({ defaults: asked }).requiresApproval).toBe(true);
    expect(terms({ defaults: asked, settings: off }).requiresApproval).toBe(false);
    expect(terms({ experiment: designed, settings: off }).requiresApproval).toBe(true);
    expect(
      terms({ settings: off, overrides: { thresholds: {}, requireManualApproval: true } }).requiresApproval,
    ).toBe(true);
    expect(
      terms({ defaults: asked, overrides: { thresholds: {}, requireManualApproval: false } })
        .requiresApproval,
    ).toBe(true);
  });

  it('watch the error rate and the limits of the design', () => {
    const experiment = { ...sources.experiment, guardrails: [limit] };
    const settings = { watch: { hours: 2, onBreach: 'roll_back', maxErrorRate: 0.02 } } as const;
    expect(terms({ experiment, settings }).watch).toEqual({
      hours: 2,
      onBreach: 'roll_back',
      limits: [
        { kind: 'threshold', measure: 'error_rate', above: 0.02, windowSeconds: 3600, minimumOutcomes: 20 },
        limit,
      ],
    });
  });
});
