import { eventually } from '@assay/testing';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';

const MINUTES = 60_000;
const UNITS = Array.from({ length: 600 }, (_, index) => `unit-${String(index)}`);
const REQUESTS = Array.from({ length: 100 }, (_, index) => `request-${String(index)}`);

interface Evaluation {
  readonly value: boolean;
  readonly metadata: { readonly activation?: string };
}

const evaluate = async (call: Call, key: string, unit: string): Promise<Evaluation> =>
  (await call<Evaluation>(`/ofrep/v1/evaluate/flags/${key}`, { context: { targetingKey: unit } })).body;

/** A rollout at 10 % of units that goes back when more of them than this have errors. */
async function startAtTenPercent(call: Call, key: string, errorRate: number): Promise<void> {
  const errorThreshold = { errorRate, windowMs: 3_600_000, minOutcomes: 20 };
  expect((await call('/api/v1/rollouts', { key, errorThreshold })).status).toBe(201);
  await call(`/api/v1/rollouts/${key}/start`, {});
  const override = { reason: 'a test does not wait two days' };
  const advanced = await call(`/api/v1/rollouts/${key}/advance`, { override });
  expect(advanced.body).toMatchObject({ tier: 'tier_2_early_adopters', percentage: 10 });
}

async function enabledUnits(
  call: Call,
  key: string,
): Promise<{ units: string[]; activation: string | undefined }> {
  const { activation } = (await call<{ activation: string }>(`/api/v1/rollouts/${key}`)).body;
  await eventually(async () => (await evaluate(call, key, 'anyone')).metadata.activation === activation);
  const answers = await Promise.all(
    UNITS.map(async (unit) => ((await evaluate(call, key, unit)).value ? [unit] : [])),
  );
  return { units: answers.flat(), activation };
}

/** Every fifth unit that has it fails. */
async function fail(call: Call, key: string): Promise<readonly string[]> {
  const { units, activation } = await enabledUnits(call, key);
  // 10 % of 600, give or take four standard deviations.
  expect(units.length).toBeGreaterThan(30);
  expect(units.length).toBeLessThan(90);
  const outcome = (unit: string, index: number) => ({
    ...{ type: 'outcome', unit, flag: key, activation },
    success: index % 5 !== 0,
  });
  expect(await call('/api/v1/events', { events: units.map(outcome) })).toMatchObject({ status: 202 });
  return units;
}

interface Route {
  readonly isCanary: boolean;
  readonly side: string;
  readonly activation: string;
}

const route = async (call: Call, key: string, routingKey: string): Promise<Route> =>
  (await call<Route>(`/api/v1/releases/${key}/route`, { routingKey })).body;

/** A release at half of the traffic, whose every canary fails. */
async function failRelease(call: Call, key: string, autoRollback: boolean): Promise<void> {
  const design = { key, version: '2', ramp: [50], minOutcomes: 20, autoRollback };
  expect((await call('/api/v1/releases', design)).status).toBe(201);
  expect((await call(`/api/v1/releases/${key}/start`, {})).status).toBe(200);
  await eventually(async () =>
    expect(await route(call, key, 'user-123')).toMatchObject({ isCanary: true, side: 'canary' }),
  );
  const events = await Promise.all(
    REQUESTS.map(async (unit) => {
      const { side, activation } = await route(call, key, unit);
      return { type: 'outcome', unit, flag: key, activation, side, success: side === 'stable' };
    }),
  );
  expect(await call('/api/v1/events', { events })).toMatchObject({ status: 202 });
}

const tell = (since: number): void => {
  process.stdout.write(`off ${(performance.now() - since).toFixed(0)} ms after the outcomes were accepted\n`);
};

describeBothForms('what has errors', (form) => {
  it(
    'is off for everyone soon after the first breaching outcome, with nobody involved',
    async () => {
      const call = await apiOf(form());
      await startAtTenPercent(call, 'unwatched', 1);
      await startAtTenPercent(call, 'new-search', 0.05);
      const failing = await fail(call, 'unwatched');
      const units = await fail(call, 'new-search');
      const accepted = performance.now();
      const [first = ''] = units;
      await eventually(async () => !(await evaluate(call, 'new-search', first)).value);
      tell(accepted);

      const after = await Promise.all(units.map((unit) => evaluate(call, 'new-search', unit)));
      expect(after.filter(({ value }) => value)).toEqual([]);
      const { body } = await call('/api/v1/rollouts/new-search');
      expect(body).toMatchObject({ status: 'rolled_back', lastRollback: { automatic: true } });
      // Control: the same errors, seen as well, of a rollout that no limit watches.
      await eventually(async () =>
        expect((await call('/api/v1/rollouts/unwatched')).body).toMatchObject({
          status: 'in_progress',
          stats: { totalUnits: failing.length },
        }),
      );
      expect(await evaluate(call, 'unwatched', failing[0] ?? '')).toMatchObject({ value: true });
    },
    5 * MINUTES,
  );

  it(
    'goes to no canary soon after the first breaching outcome, with nobody involved',
    async () => {
      const call = await apiOf(form());
      await failRelease(call, 'unwatched', false);
      await failRelease(call, 'checkout', true);
      const accepted = performance.now();
      await eventually(async () => !(await route(call, 'checkout', 'user-123')).isCanary);
      tell(accepted);
      expect((await call('/api/v1/releases/checkout')).body).toMatchObject({
        status: 'rolled_back',
        lastRollback: { automatic: true },
      });
      // Control: the same errors of a release whose rollback is turned off, which says what it would have done.
      await eventually(async () =>
        expect((await call('/api/v1/releases/unwatched')).body).toMatchObject({
          status: 'in_progress',
          withheldRollback: { evidence: expect.anything() as unknown },
        }),
      );
      expect(await route(call, 'unwatched', 'user-123')).toMatchObject({ isCanary: true });
    },
    5 * MINUTES,
  );
});
