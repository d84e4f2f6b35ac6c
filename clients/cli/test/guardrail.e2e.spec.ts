import { eventually } from '@assay/testing';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';

const MINUTES = 60_000;
const COUNT = 40;

interface Served {
  readonly variant: string;
  readonly reason: string;
}

interface Alerts {
  readonly alerts: readonly { readonly id: string; readonly message: string; readonly status: string }[];
}

/** A running experiment that is paused when more of its outcomes within a minute are errors, once all have come. */
async function startGuarded(call: Call, key: string, above = 0.05): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const threshold = { kind: 'threshold', measure: 'error_rate', above };
  const guardrails = [{ ...threshold, windowSeconds: 60, minimumOutcomes: COUNT }];
  const created = await call('/api/v1/admin/experiments', { key, name: key, variants, guardrails });
  expect(created).toMatchObject({ status: 201 });
  expect((await call(`/api/v1/admin/experiments/${key}/start`, {})).status).toBeLessThan(300);
  await eventually(async () => (await serve(call, key, 'first')).reason === 'split');
}

const serve = async (call: Call, experiment: string, unit: string): Promise<Served> =>
  (await call<Served>('/api/v1/experiments/assign', { experiment, unit })).body;

const report = (call: Call, experiment: string, failing: number) =>
  call('/api/v1/events', {
    events: Array.from({ length: COUNT }, (_, number) => ({
      ...{ type: 'outcome', unit: `u${String(number)}`, flag: experiment },
      success: number >= failing,
    })),
  });

const alertsOn = async (call: Call, experiment: string) =>
  (await call<Alerts>(`/api/v1/alerts?rule=guardrail-threshold&experiment=${experiment}`)).body.alerts;

describeBothForms('an experiment that breaches a guardrail', (form) => {
  it(
    'serves control to all soon after the first breaching outcome, with nobody involved',
    async () => {
      const call = await apiOf(form());
      await startGuarded(call, 'sound');
      await startGuarded(call, 'failing');
      await startGuarded(call, 'unwatched', 1);
      expect(await report(call, 'sound', 2)).toMatchObject({ status: 202 });
      expect(await report(call, 'unwatched', 6)).toMatchObject({ status: 202 });
      expect(await report(call, 'failing', 6)).toMatchObject({ status: 202 });
      const accepted = performance.now();
      await eventually(async () => (await serve(call, 'failing', 'later')).reason === 'paused');
      const after = (performance.now() - accepted).toFixed(0);
      process.stdout.write(`control to all ${after} ms after the outcomes were accepted\n`);

      expect(await serve(call, 'failing', 'anyone')).toMatchObject({ variant: 'control', reason: 'paused' });
      const reason = 'guardrail: error_rate is 0.15 over 40 outcomes in 60 s, the limit is 0.05';
      const paused = (await call('/api/v1/admin/experiments/failing')).body;
      expect(paused).toMatchObject({ status: 'paused', reason });
      const [alert] = await alertsOn(call, 'failing');
      expect(alert).toMatchObject({ status: 'raised', message: reason.replace('guardrail: ', '') });
      // Control: five in a hundred are within the limit.
      expect(await alertsOn(call, 'sound')).toEqual([]);
      expect(await serve(call, 'sound', 'anyone')).toMatchObject({ reason: 'split' });
      // Control: the same errors, and a limit that is never passed.
      expect(await serve(call, 'unwatched', 'anyone')).toMatchObject({ reason: 'split' });
    },
    5 * MINUTES,
  );

  it(
    'goes on when somebody resumes it, without being paused on what happened before',
    async () => {
      const call = await apiOf(form());
      expect((await call('/api/v1/admin/experiments/failing/resume', {})).status).toBeLessThan(300);
      await eventually(async () => (await alertsOn(call, 'failing'))[0]?.status === 'resolved');
      await startGuarded(call, 'witness');
      await report(call, 'witness', 6);
      await eventually(async () => (await serve(call, 'witness', 'anyone')).reason === 'paused');
      expect(await alertsOn(call, 'failing')).toHaveLength(1);
      expect((await call('/api/v1/admin/experiments/failing')).body).toMatchObject({ status: 'running' });
    },
    5 * MINUTES,
  );
});
