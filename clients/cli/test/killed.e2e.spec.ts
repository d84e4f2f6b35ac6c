import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@assay/testing';
import { timeOrderedId } from '@assay/contracts';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';

const MINUTES = 60_000;
/** The soak asks for more of them, further apart. */
const KILLS = Number(process.env['SOAK_KILLS'] ?? 3);
const PAUSE_MS = Number(process.env['SOAK_PAUSE_MS'] ?? 1_500);
const BATCH = 20;

interface UnitsReport {
  readonly variants: readonly { readonly key: string; readonly units: number }[];
  readonly metrics: readonly { readonly variants: readonly { readonly sum: number }[] }[];
}

async function createExperiment(call: Call): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const definition = {
    key: 'killed',
    name: 'Killed',
    origin: 'imported',
    primaryMetric: 'spend_value_per_user',
  };
  const created = await call('/api/v1/admin/experiments', { ...definition, unitType: 'user', variants });
  expect(created).toMatchObject({ status: 201 });
  expect((await call('/api/v1/admin/experiments/killed/start', {})).status).toBeLessThan(300);
}

const batch = (number: number) =>
  Array.from({ length: BATCH }, (_, index) => {
    const unit = `unit-${String(number)}-${String(index)}`;
    const variant = index % 2 === 0 ? 'control' : 'treatment';
    return [
      {
        id: timeOrderedId(Date.now(), unit, 'exposure'),
        type: 'exposure',
        unit,
        experiment: 'killed',
        variant,
      },
      { id: timeOrderedId(Date.now(), unit, 'spend'), type: 'spend', unit, value: '1.25' },
    ];
  }).flat();

/** Sends the same events, with the same ids, until they are acknowledged: what a client does. */
async function sendUntilAcknowledged(call: Call, events: readonly unknown[]): Promise<void> {
  await eventually(async () => (await call('/api/v1/events', { events })).status === 202, {
    timeoutMs: 2 * MINUTES,
  });
}

/** Sends about two hundred events a second until it is told to stop. */
function traffic(call: Call): { stop: () => Promise<number> } {
  let isDone = false;
  const sending = (async () => {
    let batches = 0;
    for (; !isDone; batches += 1) {
      await sendUntilAcknowledged(call, batch(batches));
      await sleep(200);
    }
    return batches * BATCH;
  })();
  return {
    stop: () => {
      isDone = true;
      return sending;
    },
  };
}

// What these figures would be without the mechanisms is shown where they are: an acknowledgement before the log has
// the events loses some (event-ingest), a checkpoint in a transaction of its own counts some twice (projections).
describeBothForms('kill -9 in the middle of traffic', (form) => {
  it(
    'loses nothing that was acknowledged and counts nothing twice',
    async () => {
      const call = await apiOf(form());
      await createExperiment(call);
      const running = traffic(call);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(PAUSE_MS);
        const victim = await form().killAndRestart();
        process.stdout.write(`killed and started again: ${victim}\n`);
      }
      await sleep(PAUSE_MS);
      const units = await running.stop();
      expect(units).toBeGreaterThan(0);

      const report = async () => (await call<UnitsReport>('/api/v1/reports/experiments/killed')).body;
      const counted = async () => (await report()).variants.reduce((sum, variant) => sum + variant.units, 0);
      await eventually(async () => (await counted()) >= units, { timeoutMs: 2 * MINUTES });
      const { variants, metrics } = await report();
      expect(variants.map((variant) => variant.units)).toEqual([units / 2, units / 2]);
      expect(metrics[0]?.variants.map(({ sum }) => sum)).toEqual([units * 0.625, units * 0.625]);
      process.stdout.write(`acknowledged ${String(units)} units, counted ${String(units)}\n`);
    },
    10 * MINUTES + KILLS * (PAUSE_MS + MINUTES),
  );
});
