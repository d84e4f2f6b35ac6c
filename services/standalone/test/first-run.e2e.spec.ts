import type { RunningProcess } from '@assay/testing';
import { eventually } from '@assay/testing';
import { call, place, startStandaloneProcess, type Place } from './standalone-process.js';

const LONG_MS = 280_000;

describe('the first run of a standalone', () => {
  let here: Place;
  let running: RunningProcess;
  let token: string;
  let sdkKey: string;

  beforeAll(async () => {
    here = await place();
    running = startStandaloneProcess(here.args);
    await running.printed(/Assay is ready: (\S+)/, LONG_MS);
    token = (await running.printed(/admin token\s+(\S+)/))[1] ?? '';
    sdkKey = (await running.printed(/SDK key\s+(assay_sdk_\S+)/))[1] ?? '';
  }, LONG_MS);

  afterAll(async () => {
    await running.stop();
    await here.remove();
  }, LONG_MS);

  const experiment = async (): Promise<Record<string, unknown>> =>
    (await call(`${here.url}/api/v1/admin/experiments/checkout-button`, token)).body;

  it('says that the data are simulated and the thresholds lowered', async () => {
    const [introduction] = await running.printed(/An example runs[\s\S]*two minutes\./);
    expect(introduction).toMatch(/simulated[\s\S]*thresholds are lowered/);
  });

  it('gives an SDK key that assigns and tracks', async () => {
    const assign = `${here.url}/api/v1/experiments/assign`;
    const body = { experiment: 'checkout-button', unit: 'someone' };
    const reply = await eventually(
      async () => {
        const answer = await call(assign, sdkKey, body);
        return answer.body['inExperiment'] === true && answer;
      },
      { timeoutMs: 60_000 },
    );
    expect(['grey', 'green']).toContain(reply.body['variant']);
    const events = [reply.body['exposure']];
    expect(await call(`${here.url}/api/v1/events`, sdkKey, { events })).toMatchObject({ status: 202 });
  });

  it(
    'shows assignments, a report and a decision, which takes effect',
    async () => {
      await running.printed(/assignments \d+ visitors/, LONG_MS);
      await running.printed(/report {6}purchase_rate: grey \d+ of \d+/, LONG_MS);
      await running.printed(/decision {4}green is promoted \(completed\)/, LONG_MS);
      await eventually(async () => expect(await experiment()).toMatchObject({ status: 'concluded' }));
      const assign = `${here.url}/api/v1/experiments/assign`;
      await eventually(async () => {
        const { body } = await call(assign, sdkKey, { experiment: 'checkout-button', unit: 'later' });
        expect(body).toMatchObject({ variant: 'green', inExperiment: false });
      });
    },
    LONG_MS,
  );

  it(
    'stops cleanly, and finds its data at the next start without showing secrets again',
    async () => {
      expect(await running.stop()).toEqual({ code: 0, signal: null });
      expect(running.output()).toContain('Assay has stopped.');
      running = startStandaloneProcess(here.args);
      await running.printed(/Assay is ready/, LONG_MS);
      expect(await experiment()).toMatchObject({ status: 'concluded' });
      expect(running.output()).not.toMatch(/admin token|assay_sdk_|An example runs/);
    },
    LONG_MS,
  );

  it(
    'starts again after it was killed',
    async () => {
      await running.stop('SIGKILL');
      running = startStandaloneProcess(here.args);
      await running.printed(/Assay is ready/, LONG_MS);
      expect(await experiment()).toMatchObject({ status: 'concluded' });
    },
    LONG_MS,
  );
});
