import { eventually } from '@assay/testing';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';

const MINUTES = 60_000;
const UNITS = Array.from({ length: 600 }, (_, index) => `unit-${String(index)}`);

interface Evaluation {
  readonly value: boolean;
  readonly metadata: { readonly activation?: string };
}

const evaluate = async (call: Call, unit: string): Promise<Evaluation> =>
  (await call<Evaluation>('/ofrep/v1/evaluate/flags/new-search', { context: { targetingKey: unit } })).body;

/** A rollout at 10 % of units that goes back when more than 5 % of them have errors. */
async function startAtTenPercent(call: Call): Promise<void> {
  const errorThreshold = { errorRate: 0.05, windowMs: 3_600_000, minOutcomes: 20 };
  expect((await call('/api/v1/rollouts', { key: 'new-search', errorThreshold })).status).toBe(201);
  await call('/api/v1/rollouts/new-search/start', {});
  const override = { reason: 'a test does not wait two days' };
  const advanced = await call('/api/v1/rollouts/new-search/advance', { override });
  expect(advanced.body).toMatchObject({ tier: 'tier_2_early_adopters', percentage: 10 });
}

async function enabledUnits(call: Call): Promise<{ units: string[]; activation: string | undefined }> {
  const { activation } = (await call<{ activation: string }>('/api/v1/rollouts/new-search')).body;
  await eventually(async () => (await evaluate(call, 'anyone')).metadata.activation === activation);
  const answers = await Promise.all(
    UNITS.map(async (unit) => ((await evaluate(call, unit)).value ? [unit] : [])),
  );
  return { units: answers.flat(), activation };
}

describeBothForms('a rollout with errors', (form) => {
  it(
    'is off for everyone soon after the first breaching outcome, with nobody involved',
    async () => {
      const call = await apiOf(form());
      await startAtTenPercent(call);
      const { units, activation } = await enabledUnits(call);
      // 10 % of 600, give or take four standard deviations.
      expect(units.length).toBeGreaterThan(30);
      expect(units.length).toBeLessThan(90);

      const outcome = (unit: string, index: number) => ({
        ...{ type: 'outcome', unit, flag: 'new-search', activation },
        success: index % 5 !== 0,
      });
      expect(await call('/api/v1/events', { events: units.map(outcome) })).toMatchObject({ status: 202 });
      const accepted = performance.now();
      const [first = ''] = units;
      await eventually(async () => !(await evaluate(call, first)).value);
      process.stdout.write(
        `off ${(performance.now() - accepted).toFixed(0)} ms after the outcomes were accepted\n`,
      );

      const after = await Promise.all(units.map((unit) => evaluate(call, unit)));
      expect(after.filter(({ value }) => value)).toEqual([]);
      const { body } = await call('/api/v1/rollouts/new-search');
      expect(body).toMatchObject({ status: 'rolled_back', lastRollback: { automatic: true } });
    },
    5 * MINUTES,
  );
});
