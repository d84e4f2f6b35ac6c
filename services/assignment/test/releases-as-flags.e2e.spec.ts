import { eventually } from '@assay/testing';
import type { FlagExplanation } from '../src/explain/flag-explain.service.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';
import { ReleaseStory } from './support/release-story.js';

interface FlagAnswer {
  readonly key: string;
  readonly value: unknown;
  readonly variant: string;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

// Their places are 44 and 75.
const IN = 'user-123';
const OUT = 'request-id';
const ADMIN = '/api/v1/admin';

describe('a release as a flag', () => {
  let service: AssignmentApp;
  const story = new ReleaseStory();

  const asked = async (unit: string, context: object = {}, flag = 'checkout-2') =>
    (
      await service.call<FlagAnswer>('POST', `/ofrep/v1/evaluate/flags/${flag}`, {
        context: { targetingKey: unit, ...context },
      })
    ).body;
  const until = (unit: string, wanted: Readonly<Record<string, unknown>>) =>
    eventually(async () => {
      const answer = await asked(unit);
      expect(answer).toMatchObject(wanted);
      return answer;
    });
  const publish = (event: Parameters<typeof service.bus.publish>[0][number]) => service.bus.publish([event]);

  beforeAll(async () => {
    service = await assignmentApp();
    await publish(story.created());
    await until(IN, { value: false, reason: 'DISABLED', metadata: { reason: 'not_started' } });
    await publish(story.started(50));
    await until(IN, { value: true });
  });
  afterAll(() => service.stop());

  it('is on for its canary, with what outcomes send back', async () => {
    const { activation } = story;
    expect(await asked(IN)).toEqual({
      ...{ key: 'checkout-2', value: true, variant: 'on', reason: 'SPLIT' },
      metadata: {
        ...{ kind: 'release', reason: 'percentage', percentage: 50, version: '2.0.0', activation },
        ...{ environment: 'canary', side: 'canary', features: 'fast_path,new_api' },
        revision: expect.any(String),
      },
    });
    expect(await asked(OUT)).toMatchObject({
      ...{ value: false, variant: 'off' },
      metadata: { version: '1.9.3', side: 'stable', environment: 'production', features: '', activation },
    });
  });

  it('is one of all flags, and of the configuration', async () => {
    const context = { targetingKey: IN };
    const bulk = await service.call<{ flags: readonly FlagAnswer[] }>('POST', '/ofrep/v1/evaluate/flags', {
      context,
    });
    expect(bulk.body.flags).toEqual([await asked(IN)]);
    const config = await service.call<{ flags: readonly object[] }>('GET', '/api/v1/config');
    expect(config.body.flags).toMatchObject([
      { kind: 'release', key: 'checkout-2', percentage: 50, evaluation: 'local' },
    ]);
  });

  it('decides who an experiment that asks for it is for', async () => {
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    const prerequisites = [{ flag: 'checkout-2', variants: ['on'] }];
    const wrong = { key: 'wrong', variants, prerequisites: [{ flag: 'checkout-2', variants: ['maybe'] }] };
    expect(await service.call('POST', `${ADMIN}/experiments`, wrong)).toMatchObject({
      ...{ status: 422, body: { code: 'VARIANT_UNKNOWN' } },
    });
    await service.call('POST', `${ADMIN}/experiments`, { key: 'after', variants, prerequisites });
    await service.call('POST', `${ADMIN}/experiments/after/start`, {});
    await eventually(async () => (await asked(IN, {}, 'after')).metadata['inExperiment'] === true);
    expect((await asked(OUT, {}, 'after')).metadata['reason']).toBe('prerequisite_failed');
  });

  it('is explained, now and as of a time', async () => {
    const explained = (query: string) =>
      service.call<FlagExplanation>('GET', `${ADMIN}/flags/checkout-2/explain?${query}`);
    const { body: then } = await explained(`unit=${IN}`);
    expect(then).toMatchObject({
      ...{ flag: 'checkout-2', kind: 'release', assignment: null, evaluation: { enabled: true } },
    });
    expect(then.steps.at(-1)).toEqual({
      ...{ rule: 'canary', outcome: 'decided' },
      inputs: { dividedBy: 'user', routingKey: IN, place: 44, percentage: 50 },
    });
    await publish(story.advanced(20));
    await until(IN, { value: false });
    expect((await explained(`unit=${IN}`)).body.evaluation).toMatchObject({ enabled: false });
    expect((await explained(`unit=${IN}&at=${then.at}`)).body).toEqual(then);
    // What rests on it is explained by what it was then, too.
    const after = async (query = '') => {
      const url = `${ADMIN}/experiments/after/explain?unit=${IN}${query}`;
      return (await service.call<FlagExplanation>('GET', url)).body.evaluation;
    };
    expect(await after()).toMatchObject({ reason: 'prerequisite_failed' });
    expect(await after(`&at=${then.at}`)).toMatchObject({ inExperiment: true });
    const long = await explained(`unit=${IN}&at=2020-01-01T00:00:00Z`);
    expect(long).toMatchObject({ status: 404, body: { code: 'FLAG_NOT_FOUND', errors: [{ path: 'at' }] } });
  });

  it('follows the version to staging, to production, and back', async () => {
    await publish(story.promoted('staging'));
    await until(IN, { value: false, metadata: { reason: 'other_traffic' } });
    expect(await asked(OUT, { environment: 'staging' })).toMatchObject({
      ...{ value: true, reason: 'TARGETING_MATCH', metadata: { environment: 'staging' } },
    });
    await publish(story.promoted('production'));
    await until(OUT, { value: true, reason: 'STATIC', metadata: { reason: 'in_production' } });
    await publish(story.disabled('new_api'));
    await until(OUT, { metadata: { features: 'fast_path' } });
    await publish(story.rolledBack());
    const answer = await until(OUT, { value: false, reason: 'DISABLED' });
    expect(answer.metadata).toMatchObject({ reason: 'rolled_back', version: '1.9.3', features: '' });
    expect(answer.metadata).not.toHaveProperty('activation');
  });

  it('gives way to an experiment of the same key', async () => {
    await publish(new ReleaseStory('after').created());
    await publish(new ReleaseStory('marker').created());
    await eventually(async () => (await asked(IN, {}, 'marker')).metadata?.['kind'] === 'release');
    expect((await asked(IN, {}, 'after')).metadata['kind']).toBe('experiment');
  });
});
