import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@assay/testing';
import { EXIT } from '../../src/index.js';
import type { Call } from './api.js';
import { assay } from './main-job.js';
import { tablesWith } from './plaintext.js';
import type { RunningForm } from './standalone.js';

/** Names of people, as no other text has them. */
export const ADA = 'Lovelace-1815';
export const BOB = 'Shannon-1916';
export const PATIENCE = { timeoutMs: 60_000 };

/** Privacy is on. */
export const PRIVATE = { PRIVACY_MASTER_KEYS: `first:${randomBytes(32).toString('base64')}` };

const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const targeting = { op: 'equals', attribute: 'plan', value: 'pro' };

async function prepare(call: Call, experiment: string): Promise<void> {
  const design = {
    key: experiment,
    name: experiment,
    variants: VARIANTS,
    targeting,
    primaryMetric: 'purchase_rate',
  };
  expect((await call('/api/v1/admin/experiments', design)).status).toBe(201);
  await call('/api/v1/admin/analytics/dimensions', { attribute: 'name' });
  await call(
    '/api/v1/admin/traffic-filters/staff',
    { rule: { kind: 'attribute', attribute: 'staff', equals: [true] } },
    { method: 'PUT' },
  );
  expect((await call(`/api/v1/admin/experiments/${experiment}/start`, {})).status).toBeLessThan(300);
}

interface Assigned {
  readonly variant: string | null;
  readonly reason: string;
  readonly exposure?: Record<string, unknown>;
}

/** A unit is assigned by its attributes, sees its variant and buys; all of it carries a name. */
export async function visit(call: Call, experiment: string, unit: string, name: string): Promise<void> {
  const attributes = { plan: 'pro', name };
  const assigned = await eventually(async () => {
    const asked = { experiment, unit, attributes };
    const { body } = await call<Assigned>('/api/v1/experiments/assign', asked);
    expect(typeof body.variant).toBe('string');
    // While a read model is slow nothing is kept.
    expect(body.reason).not.toBe('provisional');
    return body;
  }, PATIENCE);
  const exposure = { type: 'exposure', unit, experiment, variant: assigned.variant };
  const events = [
    { ...exposure, ...assigned.exposure, attributes },
    { type: 'impression', unit, attributes: { ...attributes, position: 1, itemId: `for ${name}` } },
    { type: 'purchase', unit, value: '2.5', attributes },
    { type: 'click', unit, attributes: { ...attributes, staff: true } },
  ];
  await eventually(async () => expect((await call('/api/v1/events', { events })).status).toBe(202), PATIENCE);
}

interface Breakdown {
  readonly values: readonly { readonly value: string; readonly units: number }[];
}

/** How many units a report counts under each name. */
export async function unitsByName(call: Call, experiment: string): Promise<Readonly<Record<string, number>>> {
  const path = `/api/v1/reports/experiments/${experiment}/breakdown?dimension=name`;
  const { body } = await call<Breakdown>(path);
  return Object.fromEntries((body.values ?? []).map(({ value, units }) => [value, units]));
}

/** Ada comes before she logs in, and after; Bob comes once. */
export async function visitors(call: Call, experiment: string): Promise<void> {
  await prepare(call, experiment);
  await visit(call, experiment, 'anonymous', ADA);
  const link = { anonymous: 'anonymous', user: 'ada' };
  await eventually(
    async () => expect((await call('/api/v1/identities/link', link)).status).toBeLessThan(300),
    PATIENCE,
  );
  await visit(call, experiment, 'ada', ADA);
  await visit(call, experiment, 'bob', BOB);
  await eventually(
    async () => expect(await unitsByName(call, experiment)).toEqual({ [ADA]: 1, [BOB]: 1 }),
    PATIENCE,
  );
}

/** Every message of every topic, as it lies there. */
export async function wholeLog({ folder }: RunningForm): Promise<string> {
  const out = mkdtempSync(join(folder, 'exported-'));
  expect((await assay(folder, 'export', 'all', '--out', out)).exitCode).toBe(EXIT.done);
  const texts = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8'));
  rmSync(out, { recursive: true });
  return texts.join('\n');
}

/** Tables of all services in which a text stands. */
export async function heldInDatabase(form: RunningForm, text: string): Promise<readonly string[]> {
  const database = await form.database();
  try {
    return await tablesWith(database, text);
  } finally {
    await database.end();
  }
}

/** What `assay forget --json` prints. */
export interface Forgotten {
  readonly units: readonly {
    readonly unit: string;
    readonly erasure: { readonly by: string; readonly reason: string };
  }[];
  readonly keysDestroyed: number;
}
