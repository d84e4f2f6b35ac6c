import { eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { daysAgo, ExperimentOwner } from './support/experiment-owner.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const PATH = '/api/v1/admin/services/promotion/what-if';

interface Line {
  readonly line: string;
  readonly [name: string]: unknown;
}

describe('other thresholds on a past that was decided', () => {
  let service: RunningService;
  let owner: ExperimentOwner;
  beforeAll(async () => {
    service = await startService();
    owner = new ExperimentOwner(service.bus, 'checkout', 'conclude');
    await owner.startExperiment(1);
    for (const units of [2_000, 5_000, 10_000])
      await owner.snapshot({
        variants: [sums('control', units, units / 10), sums('green', units, (units * 13) / 100)],
        offsets: [{ topic: 'assay.interactions.v1', partition: 0, offset: units }],
        completeTo: daysAgo(0),
      });
    await owner.answerPromotions();
    await eventually(async () => {
      const { body } = await service.call('GET', '/api/v1/promotions/checkout/eligibility');
      expect(body).toMatchObject({
        isEligible: true,
        checks: expect.arrayContaining([expect.objectContaining({ value: 10_000 })]),
      });
    });
    const promoted = await service.call('POST', '/api/v1/promotions/checkout', { body: {} });
    expect(promoted.status).toBeLessThan(300);
  });
  afterAll(async () => {
    await owner.stop();
    await service.stop();
  });

  const ask = async (query = ''): Promise<readonly Line[]> => {
    const { body } = await service.call('GET', `${PATH}${query}`, { role: 'analyst' });
    return (body as unknown as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  };

  it('gives the decision of the log again, bit by bit, under the policy that ran', async () => {
    const [run, ...rest] = await ask('?experiment=checkout');
    expect(run).toMatchObject({
      ...{ line: 'run', experiment: 'checkout', run: 1, looks: 3 },
      happened: [
        { type: 'PromotionRequested', winner: 'green', again: { outcome: 'identical', differences: [] } },
      ],
    });
    expect(rest.at(-1)).toEqual({ line: 'done', checked: 3, unit: 'looks' });
  });

  it('says what stricter ones would have decided, for all experiments', async () => {
    const [run] = await ask('?minSampleSize=20000');
    expect(run).toMatchObject({ experiment: 'checkout', would: null, happened: [{ isEligible: true }] });
  });

  it('refuses thresholds that make no sense, and says that it does not know what never was', async () => {
    expect(await service.call('GET', `${PATH}?minSampleSize=-1`)).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ path: 'minSampleSize', value: -1 })] },
    });
    expect(await ask('?experiment=nothing')).toMatchObject([
      { line: 'failed', code: 'EXPERIMENT_NOT_FOUND' },
    ]);
  });
});
