import { eventually } from '@assay/testing';
import type { Call } from '../api.js';
import type { Subject } from './move.js';
import { once } from './move.js';
import { PATIENCE } from './patient.js';

const HOUR = 3_600_000;
const UNITS = 300;
const ASKED = Array.from({ length: 8 }, (_, nth) => `asked-${String(nth)}`);
const CONFIG = { minSampleSize: 100, minRuntimeHours: 1 };

/** Every unit of a variant with its exposure; so many in ten buy. */
function visits(experiment: string, variant: string, buying: number): readonly object[] {
  const begin = Date.now() - 3 * HOUR;
  return Array.from({ length: UNITS }, (_, nth) => {
    const unit = `${experiment}-${variant}-${String(nth)}`;
    const at = (minutes: number) => new Date(begin + nth * 10_000 + minutes * 60_000).toISOString();
    const exposure = { type: 'exposure', id: `${unit}-seen`, unit, experiment, variant, time: at(0) };
    const purchase = { type: 'purchase', id: `${unit}-buys`, unit, time: at(1) };
    return nth % 10 < buying ? [exposure, purchase] : [exposure];
  }).flat();
}

async function prepare(call: Call, key: string): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'green' }];
  const created = await call('/api/v1/admin/experiments', {
    ...{ key, name: 'Crashed', origin: 'imported', unitType: 'user', variants },
    primaryMetric: 'purchase_rate',
  });
  expect(created).toMatchObject({ status: 201 });
  const startedAt = new Date(Date.now() - 4 * HOUR).toISOString();
  const started = await call(`/api/v1/admin/experiments/${key}/start`, { startedAt });
  expect(started.status).toBeLessThan(300);
  for (const events of [visits(key, 'control', 2), visits(key, 'green', 6)])
    expect(await call('/api/v1/events', { events })).toMatchObject({ status: 202 });
  const eligibility = `/api/v1/promotions/${key}/eligibility?minSampleSize=100&minRuntimeHours=1`;
  await eventually(
    async () => expect((await call(eligibility)).body).toMatchObject({ isEligible: true, winner: 'green' }),
    PATIENCE,
  );
}

interface History {
  readonly promotions: readonly { readonly status: string }[];
}

async function seen(call: Call, key: string): Promise<unknown> {
  const served = await Promise.all(
    ASKED.map((unit) => call<{ variant: string }>('/api/v1/experiments/assign', { experiment: key, unit })),
  );
  const { body } = await call<History>(`/api/v1/promotions/${key}/history`);
  const experiment = await call<{ status: string }>(`/api/v1/admin/experiments/${key}`);
  return {
    served: [...new Set(served.map(({ body: { variant } }) => variant))].sort(),
    experiment: experiment.body.status,
    promotions: body.promotions.map(({ status }) => status),
  };
}

/** An experiment with a winner: promoted, and taken back. */
export function promotedWinner(key: string): Subject {
  const promotion = `/api/v1/promotions/${key}`;
  return {
    key,
    prepare: (call) => prepare(call, key),
    seen: (call) => seen(call, key),
    moves: [
      {
        name: 'a promotion',
        ask: (call, id) => call(promotion, { config: CONFIG }, once(id)),
        after: { served: ['green'], experiment: 'concluded', promotions: ['completed'] },
      },
      {
        name: 'the rollback of a promotion',
        ask: (call, id) => call(promotion, { reason: 'it crashed' }, { method: 'DELETE', ...once(id) }),
        after: { served: ['control'], experiment: 'running', promotions: ['rolled_back'] },
      },
    ],
  };
}
