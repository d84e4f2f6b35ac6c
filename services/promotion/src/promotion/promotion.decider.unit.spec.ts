import type { Certificate, EventMetadata, PromotionEvent } from '@assay/contracts';
import { certifyRollback } from '../certificate/rollback-certificate.js';
import type { PromotionCommand, RequestPromotion } from './promotion-command.js';
import { promotionDecider } from './promotion.decider.js';
import type { PromotionState } from './promotion-state.js';

const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const metadata = (id: number): EventMetadata => ({
  id: uuid(900 + id),
  source: 'promotion',
  subject: 'default/promotion/checkout',
  time: '2026-03-01T00:00:00.000Z',
  project: 'default',
  actor: 'person:ada',
  correlationid: 'c-1',
});

const certificate: Certificate = {
  engineVersion: 'test',
  experiment: 'checkout',
  run: 1,
  experimentVersion: 4,
  control: 'control',
  primaryMetric: null,
  weights: ['control', 'green'].map((variant) => ({ variant, phase: 1, weight: 1 })),
  variants: [],
  excludedUnits: 0,
  runningMinimumP: [],
  plannedUnits: null,
  startedAt: '2026-02-01T00:00:00.000Z',
  decidedAt: '2026-03-01T00:00:00.000Z',
  runtimeUntil: '2026-03-01T00:00:00.000Z',
  completeTo: null,
  offsets: [],
  thresholds: {
    minSampleSize: 1000,
    minConfidencePercent: 95,
    minImprovementPercent: 5,
    minRuntimeHours: 48,
    maxErrorRate: 0.05,
    maxLagSeconds: 900,
    decisionMethod: 'sequential',
  },
  checks: [
    { name: 'minSampleSize', passed: true, value: 5000, threshold: 1000 },
    { name: 'minConfidence', passed: true, value: 99, threshold: 95 },
  ],
  isEligible: true,
  winner: 'green',
  confidence: 99,
  improvement: 12,
  hash: '0'.repeat(64),
};

const request = (n: number, more: Partial<RequestPromotion> = {}): PromotionCommand => ({
  type: 'RequestPromotion',
  metadata: metadata(n),
  promotionId: uuid(n),
  certificate,
  promotionType: 'manual',
  acknowledgeKnownBad: false,
  watch: { hours: 48, onBreach: 'warn', limits: [] },
  ...more,
});
const rollback: PromotionCommand = {
  type: 'RequestRollback',
  metadata: metadata(50),
  promotionId: uuid(1),
  reason: 'complaints',
  onBehalfOf: 'ops',
  certificate: certifyRollback({
    ...{ experiment: 'checkout', promotionId: uuid(1), variant: 'green', decidedBy: 'person' },
    promotedAt: '2026-03-01T00:00:00.000Z',
    decidedAt: '2026-03-02T00:00:00.000Z',
    watch: { hours: 48, onBreach: 'warn', limits: [] },
    windows: [],
    metrics: [{ variant: 'green', phase: 1, units: 10, unitsWithError: 1, metrics: [] }],
    offsets: [],
    completeTo: null,
  }),
};
const answer = (
  type: 'ConfirmPromotion' | 'ConfirmRollback',
  promotion: number,
  id = 60,
): PromotionCommand => ({ type, metadata: metadata(id), promotionId: uuid(promotion) });
const refusal = (promotion: number): PromotionCommand => ({
  type: 'AcceptRefusal',
  metadata: metadata(70),
  promotionId: uuid(promotion),
  code: 'EXPERIMENT_CHANGED',
  reason: 'weights changed',
});

const completed = [request(1), answer('ConfirmPromotion', 1)];
const rolledBack = [...completed, rollback, answer('ConfirmRollback', 1)];

function given(...commands: readonly PromotionCommand[]): {
  state: PromotionState;
  when(command: PromotionCommand): ReturnType<typeof promotionDecider.decide>;
} {
  const state = commands.reduce<PromotionState>((current, command) => {
    const decision = promotionDecider.decide(command, current);
    if (decision.outcome === 'refused') throw new TypeError(`${command.type}: ${decision.refusal.code}`);
    return decision.events.reduce((next, event) => promotionDecider.evolve(next, event), current);
  }, promotionDecider.initial);
  return { state, when: (command) => promotionDecider.decide(command, state) };
}

const events = (decision: ReturnType<typeof promotionDecider.decide>): readonly PromotionEvent[] =>
  decision.outcome === 'accepted' ? decision.events : [];

describe('requesting a promotion', () => {
  it('carries the certificate and the version it certifies', () => {
    const [event] = events(
      given().when(request(1, { onBehalfOf: 'bob', notes: { ticket: 'A-1' }, variant: 'green' })),
    );
    expect(event).toMatchObject({
      type: 'PromotionRequested',
      id: uuid(901),
      data: {
        promotionId: uuid(1),
        experiment: 'checkout',
        experimentVersion: 4,
        variant: 'green',
        promotionType: 'manual',
        onBehalfOf: 'bob',
        metadata: { ticket: 'A-1' },
        certificate,
      },
    });
  });

  it('is refused with the checks that fail', () => {
    const failed = { name: 'minConfidence', passed: false, value: 80, threshold: 95 };
    const checks = [...certificate.checks.slice(0, 1), failed];
    const weak = { ...certificate, isEligible: false, checks };
    expect(given().when(request(1, { certificate: weak }))).toEqual({
      outcome: 'refused',
      refusal: { code: 'NOT_ELIGIBLE', failed: [failed] },
    });
  });

  it('is refused for a variant that is not the winner', () => {
    expect(given().when(request(1, { variant: 'control' }))).toEqual({
      outcome: 'refused',
      refusal: { code: 'VARIANT_NOT_WINNER', variant: 'control', winner: 'green' },
    });
  });

  it('is refused for a variant that is none, also where nothing is eligible', () => {
    const refused = {
      outcome: 'refused',
      refusal: { code: 'VARIANT_UNKNOWN', variant: 'red', known: ['control', 'green'] },
    };
    expect(given().when(request(1, { variant: 'red' }))).toEqual(refused);
    const early = { ...certificate, isEligible: false, winner: null };
    expect(given().when(request(1, { variant: 'red', certificate: early }))).toEqual(refused);
  });

  it.each([
    ['requested', [request(1)]],
    ['completed', completed],
    ['rollback_requested', [...completed, rollback]],
  ])('is refused while another is %s', (status, before) => {
    expect(given(...before).when(request(2))).toEqual({
      outcome: 'refused',
      refusal: { code: 'PROMOTION_ACTIVE', promotionId: uuid(1), status },
    });
  });

  it('may be repeated after the owner refused', () => {
    expect(events(given(request(1), refusal(1)).when(request(2)))).toHaveLength(1);
  });

  it('of a variant that was rolled back needs to be told so', () => {
    expect(given(...rolledBack).when(request(2))).toEqual({
      outcome: 'refused',
      refusal: { code: 'KNOWN_BAD', variant: 'green' },
    });
    expect(events(given(...rolledBack).when(request(2, { acknowledgeKnownBad: true })))).toHaveLength(1);
  });
});

describe('the owner’s answers', () => {
  it('complete what was requested', () => {
    expect(events(given(request(1)).when(answer('ConfirmPromotion', 1)))).toMatchObject([
      {
        type: 'PromotionCompleted',
        data: { promotionId: uuid(1), experiment: 'checkout', variant: 'green' },
      },
    ]);
  });

  it('refuse with the owner’s code and reason', () => {
    expect(events(given(request(1)).when(refusal(1)))).toMatchObject([
      { type: 'PromotionRefused', data: { code: 'EXPERIMENT_CHANGED', reason: 'weights changed' } },
    ]);
  });

  it('roll back what was completed, and remember the variant', () => {
    expect(events(given(...completed, rollback).when(answer('ConfirmRollback', 1)))).toMatchObject([
      { type: 'PromotionRolledBack', data: { promotionId: uuid(1), variant: 'green' } },
    ]);
    expect(given(...rolledBack).state).toMatchObject({ status: 'none', knownBad: ['green'] });
  });

  it('leave the promotion in force when the rollback is refused', () => {
    expect(given(...completed, rollback, refusal(1)).state).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['nothing was asked', [], answer('ConfirmPromotion', 1)],
    ['the answer came before', completed, answer('ConfirmPromotion', 1)],
    ['another promotion is meant', [request(2)], answer('ConfirmPromotion', 1)],
    ['a rollback was not asked for', completed, answer('ConfirmRollback', 1)],
    ['there is nothing to refuse', completed, refusal(1)],
  ])('do nothing when %s', (_, before, command) => {
    expect(given(...before).when(command)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'ANSWER_NOT_EXPECTED', promotionId: uuid(1) },
    });
  });
});

describe('requesting a rollback', () => {
  it('keeps the reason, on whose behalf, and the metrics', () => {
    expect(events(given(...completed).when(rollback))).toMatchObject([
      {
        type: 'PromotionRollbackRequested',
        data: {
          promotionId: uuid(1),
          experiment: 'checkout',
          reason: 'complaints',
          onBehalfOf: 'ops',
          metricsAtRollback: [{ variant: 'green', units: 10 }],
        },
      },
    ]);
  });

  it('needs a promotion in force', () => {
    expect(given().when(rollback)).toEqual({
      outcome: 'refused',
      refusal: { code: 'NO_ACTIVE_PROMOTION' },
    });
    expect(given(request(1)).when(rollback)).toEqual({
      outcome: 'refused',
      refusal: { code: 'PROMOTION_PENDING', promotionId: uuid(1), status: 'requested' },
    });
  });
});

describe('a rollback of an earlier promotion', () => {
  it('leaves the one in force alone', () => {
    const again = [...rolledBack, request(2, { acknowledgeKnownBad: true }), answer('ConfirmPromotion', 2)];
    expect(given(...again).when(rollback)).toEqual({
      outcome: 'refused',
      refusal: { code: 'NO_ACTIVE_PROMOTION' },
    });
  });
});

describe('a fixed horizon', () => {
  const fixed = { ...certificate.thresholds, decisionMethod: 'fixed-horizon' } as const;
  const check = (name: string, passed: boolean) => ({ name, passed, value: 1, threshold: 2 });
  const said = (hash: string, checks: Certificate['checks'], run = 1): Certificate => {
    const isEligible = checks.every(({ passed }) => passed);
    return { ...certificate, run, hash, thresholds: fixed, checks: [...checks], isEligible };
  };
  const early = said('a', [check('horizonReached', false), check('minConfidence', false)]);
  const no = said('b', [check('horizonReached', true), check('minConfidence', false)]);
  const yes = said('c', [check('horizonReached', true), check('minConfidence', true)]);
  const look = (n: number, of: Certificate): PromotionCommand => request(n, { certificate: of });

  it('is not looked at before it comes: nothing but that is told', () => {
    expect(given().when(look(1, early))).toEqual({
      outcome: 'refused',
      refusal: { code: 'NOT_ELIGIBLE', failed: [check('horizonReached', false)] },
    });
  });

  it('is looked at once, and a no is kept', () => {
    const first = given().when(look(1, no));
    expect(events(first)).toMatchObject([
      { type: 'FixedHorizonLookTaken', data: { experiment: 'checkout', run: 1, certificate: no } },
    ]);
    expect(given(look(1, no)).when(look(2, yes))).toEqual({
      outcome: 'refused',
      refusal: {
        code: 'LOOK_USED',
        decidedAt: no.decidedAt,
        isEligible: false,
        failed: [check('minConfidence', false)],
      },
    });
  });

  it('promotes at the look, in one step', () => {
    const types = events(given().when(look(1, yes))).map(({ type }) => type);
    expect(types).toEqual(['FixedHorizonLookTaken', 'PromotionRequested']);
  });

  it('promotes later by the same look, when others had to approve or the owner refused', () => {
    const taken: PromotionCommand = { type: 'TakeLook', metadata: metadata(1), certificate: yes };
    expect(events(given(taken).when(look(2, yes))).map(({ type }) => type)).toEqual(['PromotionRequested']);
    const refusedOnce = given(look(1, yes), refusal(1));
    expect(events(refusedOnce.when(look(2, yes))).map(({ type }) => type)).toEqual(['PromotionRequested']);
    expect(refusedOnce.when(look(2, { ...yes, hash: 'd' }))).toMatchObject({
      refusal: { code: 'LOOK_USED' },
    });
  });

  it('is looked at again in another run', () => {
    expect(events(given(look(1, no)).when(look(2, said('e', yes.checks, 2))))).toHaveLength(2);
  });

  it('does not bind the sequential method, which may look whenever it likes', () => {
    expect(events(given(look(1, no)).when(request(2)))).toHaveLength(1);
  });
});

describe('settings of an experiment', () => {
  const change: PromotionCommand = {
    type: 'ChangeSettings',
    metadata: metadata(80),
    settings: { autoPromotion: false },
    reason: 'a person decides',
  };

  it('are kept through promotions, and said twice change nothing', () => {
    expect(given(change, ...rolledBack).state).toMatchObject({ settings: { autoPromotion: false } });
    expect(given(change).when(change)).toEqual({
      outcome: 'refused',
      refusal: { code: 'SETTINGS_UNCHANGED' },
    });
  });
});
