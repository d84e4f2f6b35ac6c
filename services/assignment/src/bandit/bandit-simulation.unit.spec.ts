import { evaluateExperiment } from '@assay/bucketing';
import type { BanditPolicy, LoggedDecision, PolicyEstimate } from '@assay/stats';
import { estimatePolicy, uniformPolicy } from '@assay/stats';
import { seededRandom } from '@assay/testing';
import type { Counted } from '../../test/support/bandit-story.js';
import { bandit, updated } from '../../test/support/bandit-story.js';
import { existingAfter, given, history, STARTED, stateAfter } from '../../test/support/experiment-story.js';
import { compileExperiment } from '../experiment/compile-experiment.js';
import { weightsFrom } from '../experiment/experiment-bandit.rules.js';
import type { ExperimentStreamEvent } from '../experiment/experiment-evolve.fold.js';

const RATES: Readonly<Record<string, number>> = { control: 0.05, b: 0.06, c: 0.08 };
const ARMS = Object.keys(RATES);
const VISITORS = 10_000;
const BATCH = 250;
const FLOOR = 0.05;
const BUCKET = 1 / 10_000;

interface Simulation {
  readonly events: readonly ExperimentStreamEvent[];
  readonly decisions: readonly LoggedDecision[];
}

interface SimulationOptions {
  readonly follows?: boolean;
  readonly visitors?: number;
  readonly policy?: BanditPolicy;
}

const countedIn = (decisions: readonly LoggedDecision[]): Counted =>
  Object.fromEntries(
    ARMS.map((arm) => {
      const own = decisions.filter((decision) => decision.arm === arm);
      return [arm, [own.length, own.filter(({ reward }) => reward > 0).length]];
    }),
  );

/** Visitors are given an arm by the gateway's evaluation; after each batch the weights follow what was seen. */
function simulate(
  seed: number,
  { follows = true, visitors = VISITORS, policy = 'thompson' }: SimulationOptions = {},
): Simulation {
  const random = seededRandom(seed);
  let events = history(bandit({ policy, floor: FLOOR, intervalSeconds: 60, burnInUnits: 50 }), STARTED);
  const decisions: LoggedDecision[] = [];
  for (let batch = 0; batch < visitors / BATCH; batch += 1) {
    const definition = compileExperiment(existingAfter(events));
    for (let visitor = 0; visitor < BATCH; visitor += 1) {
      const unit = `visitor-${String(seed)}-${String(batch)}-${String(visitor)}`;
      const { variant, propensity } = evaluateExperiment(definition, { unit });
      const arm = variant ?? '';
      decisions.push({ arm, propensity: propensity ?? 0, reward: random() < (RATES[arm] ?? 0) ? 1 : 0 });
    }
    const outcome = given(events).when(updated(countedIn(decisions), batch));
    if (follows && outcome.outcome === 'accepted') events = [...events, ...outcome.events];
  }
  return { events, decisions };
}

const UNIFORM = (0.05 + 0.06 + 0.08) / 3;

const isWithin = ({ estimate, se }: PolicyEstimate, truth: number): boolean =>
  estimate !== null && se !== null && Math.abs(estimate - truth) < 2 * se;

const withoutPropensity = (decisions: readonly LoggedDecision[]): readonly LoggedDecision[] =>
  decisions.map((decision) => ({ ...decision, propensity: 1 / ARMS.length }));

const shareOf = (decisions: readonly LoggedDecision[], arm: string): number =>
  decisions.filter((decision) => decision.arm === arm).length / decisions.length;

describe('10,000 visitors on a bandit with arms of 5, 6 and 8 %', () => {
  const { events, decisions } = simulate(4);
  const updates = events.filter((event) => event.type === 'BanditWeightsUpdated');

  it('the share of the best arm grows, and rewards with it', () => {
    expect(shareOf(decisions.slice(0, BATCH), 'c')).toBeLessThan(0.4);
    expect(shareOf(decisions.slice(-VISITORS / 4), 'c')).toBeGreaterThan(0.7);
    const still = simulate(4, { follows: false }).decisions;
    // Control run: with weights that do not follow, the share stays a third and rewards are fewer.
    expect(shareOf(still.slice(-VISITORS / 4), 'c')).toBeCloseTo(1 / 3, 1);
    const rewards = (all: readonly LoggedDecision[]) => all.reduce((sum, { reward }) => sum + reward, 0);
    expect(rewards(decisions)).toBeGreaterThan(rewards(still));
  });

  it('the floor holds in every weight and in every recorded propensity', () => {
    expect(updates.length).toBeGreaterThan(20);
    for (const { data } of updates)
      expect(Math.min(...Object.values(data.weights))).toBeGreaterThanOrEqual(FLOOR);
    expect(Math.min(...decisions.map(({ propensity }) => propensity))).toBeGreaterThanOrEqual(FLOOR - BUCKET);
    expect(new Set(decisions.slice(-BATCH).map(({ arm }) => arm)).size).toBe(3);
  });

  it('replaying the events gives the same weights to the last bit', () => {
    for (const { data } of updates) {
      const { weights, ...told } = JSON.parse(JSON.stringify(data)) as typeof data;
      expect(weightsFrom(told)).toStrictEqual(weights);
    }
    const [once, again] = [
      stateAfter(events),
      stateAfter(JSON.parse(JSON.stringify(events)) as typeof events),
    ];
    expect(again).toStrictEqual(once);
    expect('variants' in once && once.variants.map(({ key, weight }) => [key, weight])).toEqual(
      Object.entries(updates.at(-1)?.data.weights ?? {}),
    );
  });

  it('what the uniform policy would have got is estimated within two standard errors of the truth', () => {
    const { ips, snips, doublyRobust } = estimatePolicy(decisions, uniformPolicy(ARMS));
    for (const estimate of [ips, snips, doublyRobust]) expect(isWithin(estimate, UNIFORM)).toBe(true);
    // Control run: without the propensities, what the bandit got says nothing of the uniform policy.
    expect(isWithin(estimatePolicy(withoutPropensity(decisions), uniformPolicy(ARMS)).ips, UNIFORM)).toBe(
      false,
    );
  });
});

describe('off-policy estimates over many bandits', () => {
  const many = Array.from(
    { length: 30 },
    (_, seed) => simulate(100 + seed, { visitors: 2_000, policy: 'epsilon-greedy' }).decisions,
  );
  const covered = (of: (all: readonly LoggedDecision[]) => PolicyEstimate, truth: number): number =>
    many.filter((decisions) => isWithin(of(decisions), truth)).length / many.length;

  it.each([
    ['uniform', uniformPolicy(ARMS), UNIFORM],
    ['only the best arm', () => new Map([['c', 1]]), 0.08],
    ['only control', () => new Map([['control', 1]]), 0.05],
  ])(
    'of the policy %s hold the truth within two standard errors as often as they should',
    (_, policy, truth) => {
      expect(covered((decisions) => estimatePolicy(decisions, policy).ips, truth)).toBeGreaterThanOrEqual(
        0.85,
      );
      expect(
        covered((decisions) => estimatePolicy(decisions, policy).doublyRobust, truth),
      ).toBeGreaterThanOrEqual(0.85);
    },
  );
});
