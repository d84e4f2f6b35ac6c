import { eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { daysAgo, ExperimentOwner } from './support/experiment-owner.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const better = [sums('control', 10_000, 1000), sums('green', 10_000, 1300)];
const worse = [sums('control', 44_700, 8502), sums('green', 45_489, 8279)];

let service: RunningService;
const owners: ExperimentOwner[] = [];

/** A running experiment with metrics, known to the service. */
async function experiment(
  key: string,
  options: {
    readonly number: number;
    readonly variants?: typeof better;
    readonly answer?: 'conclude' | 'refuse' | 'silent';
  },
): Promise<ExperimentOwner> {
  const owner = new ExperimentOwner(service.bus, key, options.answer);
  owners.push(owner);
  await owner.startExperiment(options.number);
  await owner.snapshot({ variants: options.variants ?? better });
  await owner.answerPromotions();
  await eventually(async () => {
    const { body } = await service.call('GET', `/api/v1/promotions/${key}/eligibility`);
    expect(body).toMatchObject({ experiment: key, candidate: 'green' });
  });
  return owner;
}

const promotePath = (name: string) => `/api/monitoring/experiments/${name}/promote`;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await Promise.all(owners.map((owner) => owner.stop()));
  await service.stop();
});

describe('an eligible experiment', () => {
  it('is promoted, keeps its certificate, and is rolled back', async () => {
    await experiment('winner', { number: 1 });

    const eligible = await service.call('GET', promotePath('winner'), { role: 'viewer' });
    expect(eligible).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          isEligible: true,
          winner: 'green',
          safetyChecks: {
            minSampleSize: true,
            minConfidence: true,
            minImprovement: true,
            minRuntime: true,
            errorRateAcceptable: true,
          },
          warnings: [],
        },
      },
    });

    const promoted = await service.call('POST', promotePath('winner'), {
      body: {
        promotionType: 'manual',
        promotedBy: 'user-123',
        userId: 'user-123',
        metadata: { ticket: 'A-1' },
      },
    });
    expect(promoted).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          promotion: {
            experimentKey: 'winner',
            status: 'completed',
            promotedVariantName: 'green',
            controlVariantName: 'control',
            sampleSize: 20_000,
            actor: 'user:ada',
            promotedBy: 'user-123',
            metadata: { ticket: 'A-1' },
          },
        },
      },
    });

    const history = await service.call('GET', '/api/monitoring/experiments/winner/history');
    const [{ id }] = history.body['data'] as [{ id: string }];
    const verified = await service.call('GET', `/api/v1/promotions/winner/certificates/${id}/verify`);
    expect(verified).toMatchObject({ status: 200, body: { valid: true, differences: [] } });
    const certificate = await service.call('GET', `/api/v1/promotions/winner/certificates/${id}`);
    expect(certificate.body).toMatchObject({ isEligible: true, winner: 'green', experimentVersion: 4 });

    const refused = await service.call('POST', promotePath('winner'), { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { code: 'EXPERIMENT_NOT_RUNNING' } });
    const over = await service.call('GET', '/api/v1/promotions/winner/eligibility');
    expect(over.body).toMatchObject({
      ...{ isEligible: false, status: 'concluded', concludedWinner: 'green' },
      warnings: [`EXPERIMENT_NOT_RUNNING: ${String(refused.body['detail'])}`],
    });
    expect((over.body['checks'] as object[])[0]).toMatchObject({ name: 'running', value: 'concluded' });

    const rolledBack = await service.call('DELETE', promotePath('winner'), {
      body: { reason: 'errors went up', rolledBackBy: 'user-123' },
    });
    expect(rolledBack).toMatchObject({
      status: 200,
      body: {
        data: {
          promotion: {
            id,
            status: 'rolled_back',
            rollbackReason: 'errors went up',
            rollbackBy: 'user-123',
          },
        },
      },
    });
  });

  it('has one effect of fifty requests at the same time', async () => {
    const owner = await experiment('crowded', { number: 2 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => service.call('POST', '/api/v1/promotions/crowded', { body: {} })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect(owner.answersTo('PromotionRequested')).toBe(1);
    const { body } = await service.call('GET', '/api/v1/promotions/crowded/history');
    expect(body).toMatchObject({ promotions: [{ status: 'completed' }] });
  });

  it('is taken back once by fifty requests at the same time', async () => {
    const owner = await experiment('crowded-back', { number: 61 });
    const promotion = '/api/v1/promotions/crowded-back';
    await service.call('POST', promotion, { body: {} });
    const takeBack = (headers = {}) =>
      service.call('DELETE', promotion, { body: { reason: 'errors went up' }, headers });
    const answers = await Promise.all(Array.from({ length: 50 }, () => takeBack()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect(owner.answersTo('PromotionRollbackRequested')).toBe(1);
  });

  it('is taken back once under one key, and the answer is how it stands', async () => {
    const owner = await experiment('taken-back', { number: 62 });
    const promotion = '/api/v1/promotions/taken-back';
    await service.call('POST', promotion, { body: {} });
    const takeBack = (key: string) =>
      service.call('DELETE', promotion, {
        body: { reason: 'errors went up' },
        headers: { 'idempotency-key': key },
      });
    const answers = await Promise.all(Array.from({ length: 50 }, () => takeBack('once')));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await takeBack('once')).toMatchObject({ status: 200, body: { status: 'rolled_back' } });
    expect(owner.answersTo('PromotionRollbackRequested')).toBe(1);
    // Control: another key asks again, and there is nothing left to take back.
    expect(await takeBack('another')).toMatchObject({ status: 409, body: { code: 'NO_ACTIVE_PROMOTION' } });
  });

  it('may be asked for again with the same key, also by name and when it is over', async () => {
    const owner = await experiment('again', { number: 60 });
    const headers = { 'idempotency-key': 'try-1' };
    const ask = (name: string) => service.call('POST', `/api/v1/promotions/${name}`, { body: {}, headers });
    const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => ask('again')));
    expect(others.filter(({ status }) => status !== 200)).toEqual([]);
    expect(first).toMatchObject({ status: 200, body: { status: 'completed' } });
    expect(await ask('60')).toMatchObject({
      status: 200,
      body: { id: first.body['id'], status: 'completed' },
    });
    expect(owner.answersTo('PromotionRequested')).toBe(1);
    const changed = { variant: 'control' };
    expect(await service.call('POST', '/api/v1/promotions/again', { body: changed, headers })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    const other = { 'idempotency-key': 'try-2' };
    expect(
      await service.call('POST', '/api/v1/promotions/again', { body: {}, headers: other }),
    ).toMatchObject({
      status: 409,
      body: { code: 'EXPERIMENT_NOT_RUNNING' },
    });
  });

  it('is found by number and by name', async () => {
    await experiment('named', { number: 77 });
    for (const name of ['77', encodeURIComponent('Experiment named')])
      expect(await service.call('GET', `/api/v1/promotions/${name}/eligibility`)).toMatchObject({
        status: 200,
        body: { experiment: 'named' },
      });
  });

  it('is found by its key, however many others are named like it', async () => {
    for (let nth = 0; nth < 20; nth += 1)
      await new ExperimentOwner(service.bus, `a${String(nth)}`).startExperiment(100 + nth, 'zulu');
    await experiment('zulu', { number: 120 });
    const byKey = await service.call('GET', '/api/v1/promotions/zulu/eligibility');
    expect(byKey).toMatchObject({ status: 200, body: { experiment: 'zulu' } });
  });

  it('is not promoted when its owner says that it has changed', async () => {
    await experiment('changed', { number: 3, answer: 'refuse' });
    expect(await service.call('POST', '/api/v1/promotions/changed', { body: {} })).toMatchObject({
      status: 409,
      body: { code: 'EXPERIMENT_CHANGED' },
    });
    const { body } = await service.call('GET', '/api/v1/promotions/changed/history');
    expect(body).toMatchObject({ promotions: [{ status: 'refused', promotedAt: null }] });
  });

  it('is promoted only as the variant that is expected', async () => {
    await experiment('expected', { number: 4 });
    expect(
      await service.call('POST', '/api/v1/promotions/expected', { body: { variant: 'control' } }),
    ).toMatchObject({ status: 422, body: { code: 'VARIANT_NOT_WINNER', errors: [{ value: 'control' }] } });
    const unknown = {
      status: 422,
      body: { code: 'VARIANT_UNKNOWN', errors: [{ path: 'variant', value: 'nope' }] },
    };
    const requests = [{ variant: 'nope' }, { variant: 'nope', config: { requireManualApproval: true } }];
    for (const body of requests)
      expect(await service.call('POST', '/api/v1/promotions/expected', { body })).toMatchObject(unknown);
    const losing = { variant: 'control', config: { requireManualApproval: true } };
    expect(await service.call('POST', '/api/v1/promotions/expected', { body: losing })).toMatchObject({
      body: { code: 'VARIANT_NOT_WINNER' },
    });
  });
});

describe('an experiment that is not eligible', () => {
  it('is refused with every failing check and its value', async () => {
    await experiment('loser', { number: 5, variants: worse });
    const refused = await service.call('POST', promotePath('loser'), { body: { variant: 'green' } });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'NOT_ELIGIBLE',
        errors: [
          { path: 'minConfidence', value: expect.closeTo(91.7, 0) },
          { path: 'minImprovement', value: expect.closeTo(-4.31, 2) },
          { path: 'betterThanControl' },
          { path: 'recommendation', value: 'CONTINUE' },
        ],
      },
    });
    expect(await service.call('GET', '/api/v1/promotions/loser/history')).toMatchObject({
      body: { promotions: [] },
    });
  });

  it('becomes eligible under the thresholds of the request', async () => {
    await experiment('lenient', { number: 6 });
    const strict = await service.call(
      'GET',
      `${promotePath('lenient')}?minImprovementPercent=50&minSampleSize=20000`,
    );
    expect(strict.body).toMatchObject({
      data: { isEligible: false, safetyChecks: { minSampleSize: false, minImprovement: false } },
    });
    const body = { config: { minImprovementPercent: 50 } };
    expect(await service.call('POST', promotePath('lenient'), { body })).toMatchObject({ status: 422 });
  });

  it('says that results lag behind as soon as something has happened since', async () => {
    const owner = await experiment('lagging', { number: 7 });
    const offsets = [{ topic: 'assay.interactions.v1', partition: 9, offset: 1 }];
    await owner.snapshot({ variants: better, completeTo: daysAgo(1), offsets });
    const path = '/api/v1/promotions/lagging/eligibility';
    await eventually(async () => {
      expect((await service.call('GET', path)).body).toMatchObject({ isEligible: true });
    });
    await owner.interact();
    await eventually(async () => {
      const body = { config: { minSampleSize: 1_000_000 } };
      const refused = await service.call('POST', '/api/v1/promotions/lagging', { body });
      expect(refused.body).toMatchObject({
        errors: [
          { path: 'minSampleSize' },
          { path: 'fresh', code: 'INCONCLUSIVE_LAG' },
          { path: 'recommendation', value: 'INCONCLUSIVE' },
        ],
      });
    });
  });
});

it('keeps the strongest look, though later ones are weaker and come twice', async () => {
  const owner = await experiment('looks', { number: 8 });
  const strong = await service.call('GET', '/api/v1/promotions/looks/eligibility');
  const at = (offset: number) => ({
    offsets: [{ topic: 'assay.interactions.v1', partition: 0, offset }],
  });
  const weak = { variants: [sums('control', 20_000, 2000), sums('green', 20_000, 2010)], ...at(9) };
  await owner.snapshot(weak);
  await owner.snapshot(weak);
  await owner.snapshot({ variants: [], ...at(5) });
  await eventually(async () => {
    const { body } = await service.call('GET', '/api/v1/promotions/looks/eligibility');
    expect(body).toMatchObject({ improvement: expect.closeTo(0.5, 6), isEligible: false });
    expect(body['confidence']).toBe(strong.body['confidence']);
  });
});

describe('bad input', () => {
  beforeAll(async () => {
    await experiment('refusable', { number: 9 });
  });

  it.each([
    ['GET', promotePath('nowhere'), undefined, 404, 'EXPERIMENT_NOT_FOUND'],
    ['DELETE', '/api/v1/promotions/nowhere', { reason: 'x' }, 404, 'EXPERIMENT_NOT_FOUND'],
    ['GET', '/api/v1/promotions/refusable/certificates/nothing', undefined, 404, 'PROMOTION_NOT_FOUND'],
    ['DELETE', '/api/v1/promotions/refusable', { reason: 'x' }, 409, 'NO_ACTIVE_PROMOTION'],
  ] as const)('%s %s is answered by %j', async (method, path, body, status, code) => {
    expect(await service.call(method, path, { body })).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['POST', { surprise: 1 }, 'surprise', 1],
    ['POST', { promotionType: 'often' }, 'promotionType', 'often'],
    ['POST', { variant: 'a b' }, 'variant', 'a b'],
    ['POST', { config: { minSampleSize: 0.5 } }, 'config.minSampleSize', 0.5],
    ['POST', { config: { minConfidenceLevel: 100 } }, 'config.minConfidenceLevel', 100],
    ['POST', { config: { maxErrorRate: -0.1 } }, 'config.maxErrorRate', -0.1],
    ['POST', { config: { decisionMethod: 'guess' } }, 'config.decisionMethod', 'guess'],
    ['POST', { config: 'lenient' }, 'config', 'lenient'],
    ['POST', { metadata: [1] }, 'metadata', [1]],
    ['DELETE', {}, 'reason', undefined],
    ['DELETE', { reason: '' }, 'reason', ''],
    ['DELETE', { reason: 'x'.repeat(501) }, 'reason', expect.any(String)],
  ] as const)('%s %j names the field and its value', async (method, body, path, value) => {
    const refused = await service.call(method, '/api/v1/promotions/refusable', { body });
    expect(refused).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ path }] } });
    const [error] = refused.body['errors'] as [{ value?: unknown }];
    expect(error.value).toEqual(value);
  });

  it('in the query is refused too', async () => {
    expect(await service.call('GET', `${promotePath('refusable')}?minSampleSize=many`)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: 'minSampleSize' }] },
    });
  });

  it('by somebody without the role is refused first', async () => {
    const body = { surprise: 1 };
    expect(await service.call('POST', promotePath('refusable'), { body, role: 'editor' })).toMatchObject({
      status: 403,
    });
  });
});

describe('the read models', () => {
  const operations = '/api/v1/admin/services/promotion/projections';
  const asAdmin = { role: 'admin' } as const;

  async function hashOf(name: string): Promise<unknown> {
    const { body } = await service.call('GET', `${operations}?hash=true`);
    const models = body['projections'] as readonly { name: string; hash: { hash: string } }[];
    return models.find((model) => model.name === name)?.hash.hash;
  }

  it.each(['experiments', 'run-evidence'])(
    '%s are the same when they are built anew from the log',
    async (name) => {
      const before = await hashOf(name);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      const started = await service.call('POST', `${operations}/${name}/rebuild`, asAdmin);
      expect(started.status).toBe(202);
      await eventually(async () => {
        const { body } = await service.call('GET', `${operations}/${name}/rebuild`);
        expect(body).toMatchObject({ state: 'done' });
      });
      expect(await hashOf(name)).toBe(before);
    },
  );
});
