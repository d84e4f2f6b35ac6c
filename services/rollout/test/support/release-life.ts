import type { EventMetadata, ReleaseEvent } from '@assay/contracts';
import { sketchOf } from '@assay/stats';
import type { Observed } from '../../src/release-certificate/observed-health.js';
import type { ReleaseCommand } from '../../src/release/release-command.js';
import { releaseDecider } from '../../src/release/release.decider.js';
import type { LiveRelease, ReleaseDesign, ReleaseState } from '../../src/release/release-state.js';
import { isLive } from '../../src/release/release-state.js';

const HOUR = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00.000Z');
export const at = (hours: number): string => new Date(start + hours * HOUR).toISOString();
export const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const metadata = (hours: number): EventMetadata => ({
  id: uuid(900 + hours),
  source: 'rollout',
  subject: 'default/release/checkout-2',
  time: at(hours),
  project: 'default',
  actor: 'user:ada',
  correlationid: 'c-1',
});

export const releaseDesign: ReleaseDesign = {
  key: 'checkout-2',
  name: 'Checkout 2',
  version: '2.0.0',
  stableVersion: '1.9.3',
  features: ['new_api', 'fast_path'],
  routingKey: 'user',
  ramp: [1, 5, 10, 25, 50, 100],
  holdHours: 12,
  autoAdvance: false,
  autoRollback: true,
  slo: { canary: 0.95, production: 0.98 },
  windowMs: 300_000,
  minOutcomes: 100,
  analysis: null,
};

/** Up to where the log had been counted. */
export const offsets = [{ topic: 'assay.interactions.v1', partition: 3, offset: 41 }];
const side = (outcomes: number, errors: number, latency: number): Observed['canary'] => ({
  ...{ outcomes, errors },
  latencies: sketchOf(Array.from({ length: outcomes }, () => latency)).buckets.map(([bucket, n]) => [
    bucket,
    n,
  ]),
});
const CANARIES = {
  HEALTHY: side(200, 1, 100),
  MONITOR: side(200, 1, 130),
  ROLLBACK: side(200, 1, 300),
  HOLD: side(20, 0, 100),
} as const;

/** What was seen of a release that is to be judged so. */
export const observed = (recommendation: keyof typeof CANARIES = 'HEALTHY'): Observed => ({
  ...{ from: at(0), to: at(1) },
  ...{ canary: CANARIES[recommendation], stable: side(2000, 10, 100) },
  ...{ slo: 0.95, minOutcomes: 100, analysis: null, offsets },
});

const agreed = { reason: 'agreed with the team' };
export const commands = {
  create: (design: Partial<ReleaseDesign> = {}): ReleaseCommand => ({
    type: 'CreateRelease',
    metadata: metadata(0),
    design: { ...releaseDesign, ...design },
  }),
  start: (more: Partial<Extract<ReleaseCommand, { type: 'StartRelease' }>> = {}): ReleaseCommand => ({
    ...{ type: 'StartRelease', metadata: metadata(1), activation: uuid(1), environment: 'canary' },
    ...more,
  }),
  advance: (
    hours: number,
    [judged, activation]: readonly [number, number],
    more: Partial<Extract<ReleaseCommand, { type: 'AdvanceRelease' }>> = {},
  ): ReleaseCommand => ({
    ...{ type: 'AdvanceRelease', metadata: metadata(hours), automatic: false, observed: observed() },
    ...{ judged: uuid(judged), activation: uuid(activation), ...more },
  }),
  promote: (
    hours: number,
    environment: 'staging' | 'production',
    [judged, activation]: readonly [number, number],
    more: Partial<Extract<ReleaseCommand, { type: 'PromoteRelease' }>> = {},
  ): ReleaseCommand => ({
    ...{ type: 'PromoteRelease', metadata: metadata(hours), environment, observed: observed() },
    ...{ judged: uuid(judged), activation: uuid(activation), ...more },
  }),
  breach: (hours: number, judged: number): ReleaseCommand => ({
    ...{ type: 'RollBackOnEvidence', metadata: metadata(hours), activation: uuid(88), judged: uuid(judged) },
    observed: observed('ROLLBACK'),
  }),
  feature: (hours: number, feature: string, enabled: boolean): ReleaseCommand => ({
    ...{ type: 'SwitchFeature', metadata: metadata(hours), feature, enabled, reason: 'it is broken' },
    rollback: { id: uuid(500), activation: uuid(501) },
  }),
  overridden: { override: agreed },
};

/** The state after commands, and what one more leads to. */
export function given(...before: readonly ReleaseCommand[]): {
  readonly state: ReleaseState;
  when(command: ReleaseCommand): ReturnType<typeof releaseDecider.decide>;
  then(command: ReleaseCommand): ReleaseState;
} {
  const after = (state: ReleaseState, command: ReleaseCommand): ReleaseState => {
    const decision = releaseDecider.decide(command, state);
    if (decision.outcome === 'refused') throw new TypeError(`${command.type}: ${decision.refusal.code}`);
    return decision.events.reduce((next, event) => releaseDecider.evolve(next, event), state);
  };
  const state = before.reduce(after, releaseDecider.initial);
  return {
    state,
    when: (command) => releaseDecider.decide(command, state),
    then: (command) => after(state, command),
  };
}

export const typesOf = (decision: ReturnType<typeof releaseDecider.decide>): readonly string[] =>
  decision.outcome === 'accepted'
    ? decision.events.map(({ type }: ReleaseEvent) => type)
    : [decision.refusal.code];

/** A release that serves. */
export function live(...before: readonly ReleaseCommand[]): LiveRelease {
  const { state } = given(...before);
  if (!isLive(state)) throw new TypeError(`the release is ${state.status}`);
  return state;
}
