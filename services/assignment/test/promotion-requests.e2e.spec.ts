import {
  derivedId,
  newEvent,
  PromotionRequested,
  PromotionRollbackRequested,
  streamId,
} from '@assay/contracts';
import type { Certificate, EventEnvelope } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const TOPIC = 'assay.experiments.v1';
const NOW = '2026-01-05T10:00:00.000Z';

/** The gateway’s side does not read the certificate: it looks at the version that it is about. */
const certificate = (experiment: string, experimentVersion: number): Certificate => ({
  engineVersion: '1',
  experiment,
  run: 1,
  experimentVersion,
  control: 'control',
  primaryMetric: null,
  weights: [],
  variants: [],
  excludedUnits: 0,
  runningMinimumP: [],
  plannedUnits: null,
  startedAt: NOW,
  decidedAt: NOW,
  runtimeUntil: NOW,
  completeTo: null,
  offsets: [],
  thresholds: {
    minSampleSize: 1,
    minConfidencePercent: 95,
    minImprovementPercent: 1,
    minRuntimeHours: 1,
    maxErrorRate: 0.05,
    maxLagSeconds: 60,
    decisionMethod: 'sequential',
  },
  checks: [],
  isEligible: true,
  winner: 'treatment',
  confidence: 99,
  improvement: 2,
  hash: '0'.repeat(64),
});

const facts = (experiment: string, name: string, streamversion: number) => ({
  metadata: {
    id: derivedId('request', experiment, name),
    source: 'promotion',
    subject: streamId('default', 'promotion', experiment),
    time: NOW,
    project: 'default',
    actor: 'user:bob',
    correlationid: derivedId('promotion', experiment),
  },
  streamversion,
});

const promotionOf = (experiment: string) => derivedId('promotion', experiment);

function requested(experiment: string, experimentVersion: number): EventEnvelope {
  const { metadata, streamversion } = facts(experiment, 'promote', 1);
  const data = {
    promotionId: promotionOf(experiment),
    experiment,
    experimentVersion,
    variant: 'treatment',
    promotionType: 'manual' as const,
    certificate: certificate(experiment, experimentVersion),
  };
  return { ...newEvent(PromotionRequested, metadata, data), streamversion };
}

function rollbackRequested(experiment: string): EventEnvelope {
  const { metadata, streamversion } = facts(experiment, 'roll back', 2);
  const promotionId = promotionOf(experiment);
  const data = { promotionId, experiment, reason: 'errors went up', metricsAtRollback: [] };
  return { ...newEvent(PromotionRollbackRequested, metadata, data), streamversion };
}

describe('what promotions ask for', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const command = (path: string, payload: object = {}) =>
    service.call<{ version: number }>('POST', `${EXPERIMENTS}${path}`, payload);
  const view = async (key: string) => (await service.call('GET', `${EXPERIMENTS}/${key}`)).body;

  async function running(key: string): Promise<number> {
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await command('', { key, variants });
    return (await command(`/${key}/start`)).body.version;
  }

  const answersOf = async (experiment: string) =>
    (await service.stored(TOPIC)).filter(
      ({ subject, causationid }) =>
        subject === streamId('default', 'experiment', experiment) &&
        [derivedId('request', experiment, 'promote'), derivedId('request', experiment, 'roll back')].includes(
          causationid ?? '',
        ),
    );

  const answered = (experiment: string, count: number) =>
    eventually(async () => {
      const answers = await answersOf(experiment);
      return answers.length >= count && answers;
    });

  it('concludes with the winner, caused by the request, in the name of who asked', async () => {
    const version = await running('wins');
    await service.bus.publish([requested('wins', version)]);
    const [answer] = await answered('wins', 1);
    expect(answer).toMatchObject({
      type: 'ExperimentConcluded',
      actor: 'user:bob',
      data: { winner: 'treatment', promotionId: promotionOf('wins') },
    });
    expect(await view('wins')).toMatchObject({ status: 'concluded', winner: 'treatment' });
  });

  it('answers a request that comes five times once', async () => {
    const version = await running('repeated');
    for (let time = 0; time < 5; time += 1) await service.bus.publish([requested('repeated', version)]);
    await running('after');
    await service.bus.publish([requested('after', 4)]);
    await answered('repeated', 1);
    await answered('after', 1);
    expect(await answersOf('repeated')).toHaveLength(1);
  });

  it('says no when the experiment has changed since it was certified', async () => {
    const version = await running('changed');
    await command('/changed/allocation', { trafficAllocation: 50 });
    await service.bus.publish([requested('changed', version)]);
    const [answer] = await answered('changed', 1);
    expect(answer).toMatchObject({ type: 'ConclusionRefused', data: { code: 'EXPERIMENT_CHANGED' } });
    expect(await view('changed')).toMatchObject({ status: 'running', trafficAllocation: 50 });
  });

  it('says no for an experiment that does not exist', async () => {
    await service.bus.publish([requested('nobody', 1)]);
    const [answer] = await answered('nobody', 1);
    expect(answer).toMatchObject({ type: 'ConclusionRefused', data: { code: 'EXPERIMENT_UNKNOWN' } });
    expect(await service.call('GET', `${EXPERIMENTS}/nobody`)).toMatchObject({ status: 404 });
  });

  it('serves control to all again after the rollback, and a new run when somebody starts one', async () => {
    const version = await running('back');
    await service.bus.publish([requested('back', version)]);
    await answered('back', 1);
    await service.bus.publish([rollbackRequested('back')]);
    expect((await answered('back', 2)).at(-1)).toMatchObject({ type: 'ExperimentReopened' });
    expect(await view('back')).toMatchObject({ status: 'running', controlOnly: true, run: 1 });
    const served = await eventually(async () => {
      const payload = { experiment: 'back', unit: 'u' };
      const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
      return body['reason'] === 'rolled_back' && body;
    });
    expect(served).toMatchObject({ variant: 'control', inExperiment: false });
    expect((await command('/back/start')).body).toMatchObject({ run: 2, controlOnly: false });
  });
});
