import type { Sealed } from '@assay/contracts';
import {
  BanditWeightsUpdated,
  canonicalHash,
  certificateOf,
  dataProblem,
  verifyCertificate,
} from '@assay/contracts';
import { bandit, BOUGHT, snapshotData, updated } from '../../test/support/bandit-story.js';
import {
  CREATED,
  given,
  existingAfter,
  history,
  outcomeOf,
  promoted,
  STARTED,
  stateAfter,
  variant,
} from '../../test/support/experiment-story.js';
import { banditCertificate } from './bandit-certificate.rules.js';
import { weightsFrom } from './experiment-bandit.rules.js';
import { compileExperiment } from './compile-experiment.js';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';

const SEEN = { control: [1_000, 50], b: [1_000, 60], c: [1_000, 80] } as const;
const running = (settings = {}) => history(bandit(settings), STARTED);

function onlyUpdate(events: readonly ExperimentStreamEvent[]): BanditWeightsUpdated {
  const found = events.filter((event) => event.type === 'BanditWeightsUpdated');
  if (found.length !== 1 || found[0] === undefined) throw new TypeError('not one update');
  return found[0];
}

const kept = (because: string) => ({ code: 'BANDIT_KEEPS_WEIGHTS', because });

describe('the weights of a bandit', () => {
  it('follow the statistics, in an event that tells what they follow from', () => {
    const { data } = onlyUpdate(history(bandit(), STARTED, updated(SEEN)));
    expect(dataProblem(BanditWeightsUpdated, data)).toBeUndefined();
    expect(data).toMatchObject({ run: 1, update: 1, policy: 'thompson', floor: 0.01, metric: BOUGHT });
    expect(data.weights['c']).toBeGreaterThan(0.9);
    expect(data.inputs.map(({ variant: arm, sums }) => [arm, sums.n, sums.sum])).toEqual([
      ['control', 1_000, '50'],
      ['b', 1_000, '60'],
      ['c', 1_000, '80'],
    ]);
  });

  it('are the same to the last bit when they are computed again from the event as it is stored', () => {
    const { data } = onlyUpdate(history(bandit({ policy: 'top-two' }), STARTED, updated(SEEN)));
    const stored = JSON.parse(JSON.stringify(data)) as typeof data;
    expect(weightsFrom(stored)).toStrictEqual(stored.weights);
  });

  it('are their own certificate: whatever was changed is named, also by who seals it again', () => {
    const event = onlyUpdate(history(bandit(), STARTED, updated(SEEN)));
    const fieldsOf = (change: object): readonly string[] => {
      const data = { ...event.data, ...change } as Sealed;
      const verdict = verifyCertificate([banditCertificate], data, { ...event, data });
      return verdict.differences.map(({ field }) => field);
    };
    expect(certificateOf(event)).toBe(event.data);
    expect(fieldsOf({})).toEqual([]);
    const weights = { control: 0.2, b: 0.2, c: 0.6 };
    const { hash: _hash, ...content } = { ...event.data, weights };
    expect(fieldsOf({ weights })).toEqual(['hash', 'weights']);
    expect(fieldsOf({ weights, hash: canonicalHash(content) })).toEqual(['weights']);
    expect(fieldsOf({ floor: 0.2 })).toEqual(['hash', 'weights']);
    expect(fieldsOf({ offsets: [{ topic: 't', partition: 0, offset: 1 }] })).toEqual(['hash']);
    expect(fieldsOf({ inputs: [] })).toEqual(['hash', 'evidence', 'weights']);
  });

  it('of more arms than a bandit may have are not computed, whoever asks: it would take a minute', () => {
    const { data } = onlyUpdate(history(bandit(), STARTED, updated(SEEN)));
    const arms = Array.from({ length: 50 }, (_, nth) => `arm-${String(nth)}`);
    const inputs = arms.flatMap((arm) => data.inputs.slice(0, 1).map((one) => ({ ...one, variant: arm })));
    const { differences } = verifyCertificate([banditCertificate], { ...data, arms, inputs } as Sealed);
    expect(differences).toMatchObject([
      { field: 'hash' },
      { field: 'evidence', recomputed: 'no bandit has more than 10 arms, and these are 50' },
      { field: 'weights', recomputed: null },
    ]);
  });

  it('begin no phase, and are served under a revision of their own', () => {
    const events = running();
    const later = [...events, ...history(bandit(), STARTED, updated(SEEN)).slice(-1)];
    const [was, is] = [compileExperiment(existingAfter(events)), compileExperiment(existingAfter(later))];
    expect([was.phase, is.phase, is.weightsChanged, is.bandit]).toEqual([1, 1, true, true]);
    expect(is.revision).not.toBe(was.revision);
    expect(is.variants.at(-1)?.weight).toBeGreaterThan(0.9);
  });

  it('are no change that a promotion has to know of', () => {
    const events = history(bandit(), STARTED, updated(SEEN));
    const { outcome } = given(events).when({ ...promoted(events.length - 1), variant: 'c' } as never);
    expect(outcome).toBe('accepted');
    expect(stateAfter([...events])).toMatchObject({ version: events.length, changedAt: events.length - 1 });
  });

  it('wait for the interval, and for units in every arm', () => {
    const events = history(bandit({ intervalSeconds: 60 }), STARTED, updated(SEEN));
    expect(outcomeOf(given(events).when(updated({ ...SEEN, c: [2_000, 200] }, 0.9)))).toEqual(
      kept('too-early'),
    );
    const later = given(events).when(updated({ ...SEEN, c: [2_000, 120] }, 1));
    expect(later).toMatchObject({ outcome: 'accepted', events: [{ data: { update: 2 } }] });
    for (const few of [
      { ...SEEN, b: [99, 9] as const },
      { control: SEEN.control, c: SEEN.c },
    ])
      expect(outcomeOf(given(running()).when(updated(few)))).toEqual(kept('too-few-units'));
  });

  it('stay where there is nothing to follow', () => {
    expect(outcomeOf(given(running()).when(updated(SEEN, 0, 2)))).toEqual(kept('other-run'));
    expect(outcomeOf(given(history(CREATED, STARTED)).when(updated(SEEN)))).toEqual(kept('not-a-bandit'));
    const same = { control: [500, 50], b: [500, 50], c: [500, 50] } as const;
    expect(outcomeOf(given(running()).when(updated(same)))).toEqual(kept('unchanged'));
    const paused = history(bandit(), STARTED, { type: 'PauseExperiment', reason: 'errors' });
    expect(outcomeOf(given(paused).when(updated(SEEN)))).toMatchObject({ code: 'WRONG_STATUS' });
    const means = running();
    const silent = { ...snapshotData(SEEN), variants: [] };
    expect(outcomeOf(given(means).when({ ...updated(SEEN), snapshot: silent } as never))).toEqual(
      kept('too-few-units'),
    );
  });

  it('of a new run begin anew', () => {
    const events = history(...[bandit(), STARTED, updated(SEEN)], {
      type: 'RerandomiseExperiment',
      reason: 'a bug',
    });
    expect(given(events).when(updated(SEEN, 0.1, 2))).toMatchObject({
      outcome: 'refused',
      refusal: { because: 'unchanged' },
    });
    const state = stateAfter(events);
    expect('current' in state && state.current?.bandit).toBeUndefined();
  });
});

describe('a bandit cannot start', () => {
  const refusalOf = (...created: Parameters<typeof bandit>) =>
    outcomeOf(given(history(bandit(...created))).when(STARTED));

  it.each<[string, Parameters<typeof bandit>, object]>([
    ['without a metric', [{}, null], { code: 'BANDIT_WITHOUT_METRIC' }],
    [
      'with a quantile',
      [{}, { ...BOUGHT, type: 'quantile' }],
      { code: 'BANDIT_METRIC_UNSUITED', type: 'quantile' },
    ],
    [
      'with ucb1 on a mean',
      [{ policy: 'ucb1' }, { ...BOUGHT, type: 'mean' }],
      { code: 'BANDIT_METRIC_UNSUITED', policy: 'ucb1' },
    ],
    ['with a floor for everybody', [{ floor: 0.4 }], { code: 'BANDIT_FLOOR_TOO_HIGH', floor: 0.4, arms: 3 }],
  ])('%s', (_, created, refusal) => {
    expect(refusalOf(...created)).toMatchObject(refusal);
  });

  it('with more arms than can be computed', () => {
    const arms = Array.from({ length: 9 }, (_, index) => variant(`v${String(index)}`));
    const events = history({ ...bandit(), variants: [variant('control'), variant('x'), ...arms] } as never);
    expect(outcomeOf(given(events).when(STARTED))).toMatchObject({ code: 'TOO_MANY_ARMS', count: 11 });
  });

  it('nor an experiment that is none and has the settings of one', () => {
    const design = { ...(bandit() as { design: object }).design, experimentType: 'ab_test' };
    const events = history({ ...bandit(), design } as never);
    expect(outcomeOf(given(events).when(STARTED))).toMatchObject({ code: 'BANDIT_SETTINGS_UNUSED' });
  });
});
