import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@assay/testing';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { databaseOf } from './support/database-of.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;
const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'];
/** Models of which traffic that has stopped changes nothing; snapshots are made at any time. */
const STILL = [
  'experiments',
  'engine',
  'links',
  'assignments',
  'experiment-list',
  'rollouts',
  'filtered-counts',
];
const UNITS = 40;
const SEGMENT = '/api/v1/admin/segments/staff';
const CHANNEL = '/api/v1/notifications/channels/ops';

interface Model {
  readonly name: string;
  readonly hash: { readonly hash: string; readonly rows: number };
}

/** An experiment with units that saw it and bought. */
async function live(call: Call): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const primaryMetric = { key: 'bought', type: 'proportion', event: 'purchase' };
  await call('/api/v1/admin/experiments', { key: 'checkout', name: 'checkout', variants, primaryMetric });
  await call('/api/v1/admin/experiments/checkout/start', {});
  const assign = (unit: string) =>
    call<{ reason: string; variant: string }>('/api/v1/experiments/assign', { experiment: 'checkout', unit });
  await eventually(async () => (await assign('u0')).body.reason === 'split');
  for (let unit = 0; unit < UNITS; unit += 1) {
    const { body } = await assign(`u${String(unit)}`);
    const exposure = {
      type: 'exposure',
      unit: `u${String(unit)}`,
      experiment: 'checkout',
      variant: body.variant,
    };
    const bought = { type: 'purchase', unit: `u${String(unit)}`, value: '3.5' };
    expect((await call('/api/v1/events', { events: [exposure, bought] })).status).toBe(202);
  }
}

async function modelsOf(call: Call): Promise<ReadonlyMap<string, Model>> {
  const models = new Map<string, Model>();
  for (const service of SERVICES) {
    const path = `/api/v1/admin/services/${service}/projections?hash=true`;
    const { body } = await call<{ projections: readonly Model[] }>(path);
    for (const model of body.projections) if (STILL.includes(model.name)) models.set(model.name, model);
  }
  return models;
}

const hashesOf = async (form: RunningForm): Promise<Record<string, unknown>> => {
  const call = await apiOf(form);
  const models = await modelsOf(call);
  return Object.fromEntries([...models].map(([name, { hash }]) => [name, [hash.hash, hash.rows]]));
};

const messagesOf = async (call: Call): Promise<Record<string, number>> => {
  const { body } = await call<{ items: readonly { name: string; messages: number }[] }>(
    '/api/v1/admin/services/event-ingest/topics',
  );
  return Object.fromEntries(body.items.map(({ name, messages }) => [name, messages]));
};

const decisionsOf = async (folder: string): Promise<readonly unknown[]> => {
  const { output } = await assay(folder, 'audit', '--stream', '*/experiment/*', '--all', '--json');
  const { entries } = JSON.parse(output) as { entries: readonly Record<string, unknown>[] };
  return entries.map(({ id, stream, version, type, actor }) => [id, stream, version, type, actor]);
};

const damageIn = async (folder: string): Promise<unknown> => {
  const { exitCode, output } = await assay(folder, 'verify', '--only', 'chain', 'log', '--json');
  const { checks } = JSON.parse(output) as { checks: readonly { findings: readonly unknown[] }[] };
  return { exitCode, findings: checks.flatMap(({ findings }) => findings) };
};

/** What the log names by its hash, and what is encrypted in it: both have to come back with it. */
async function sendListAndChannel(call: Call): Promise<void> {
  const channel = await call(CHANNEL, { kind: 'email', to: ['ops@example.test'] }, { method: 'PUT' });
  expect(channel).toMatchObject({ status: 200, body: { target: 'ops@example.test' } });
  const headers = { 'content-type': 'application/x-ndjson' };
  expect((await call(`${SEGMENT}/members`, 'staff-7', { headers })).status).toBe(201);
}

async function expectListAndChannel(call: Call, { folder, url }: RunningForm): Promise<void> {
  const { body } = await call<{ hash: string }>(SEGMENT);
  const authorization = `Bearer ${(await assay(folder, 'token', '--role', 'admin')).output}`;
  const list = await fetch(`${url}/api/v1/config/segments/${body.hash}`, { headers: { authorization } });
  const content = new Uint8Array(await list.arrayBuffer());
  expect(createHash('sha256').update(content).digest('hex')).toBe(body.hash);
  expect(await call(CHANNEL)).toMatchObject({ status: 200, body: { target: 'ops@example.test' } });
}

describe('a system comes back from its log', () => {
  let form: RunningForm;
  let hashes: Record<string, unknown>;
  let decisions: readonly unknown[];
  beforeAll(async () => {
    form = await startStandalone();
    await live(await apiOf(form));
    await sendListAndChannel(await apiOf(form));
    // Counted: everybody was assigned, exposed, and bought.
    await eventually(
      async () => {
        const { output } = await assay(form.folder, 'report', 'checkout', '--json');
        const { variants } = JSON.parse(output) as { variants: readonly { units: number }[] };
        expect(variants.reduce((sum, { units }) => sum + units, 0)).toBe(UNITS);
        hashes = await hashesOf(form);
        expect(hashes['assignments']).toEqual([expect.any(String), UNITS]);
        expect(await hashesOf(form)).toEqual(hashes);
      },
      { timeoutMs: MINUTES, intervalMs: 500 },
    );
    decisions = await decisionsOf(form.folder);
  }, 3 * MINUTES);
  afterAll(() => form.stop(), MINUTES);

  it(
    'in another, empty system, out of an export of its topics',
    async () => {
      expect((await assay(form.folder, 'export', 'all', '--out', 'exported')).exitCode).toBe(EXIT.done);
      const exported = join(form.folder, 'exported');
      const target = await startStandalone({ awaitImport: true });
      try {
        // Nothing is decided, and nothing else than an import can be done, before the log is there.
        const call = await apiOf(target);
        expect(await call('/api/v1/admin/experiments', { key: 'early', name: 'early' })).toMatchObject({
          status: 503,
          body: { code: 'AWAITING_IMPORT' },
        });
        // A damaged export is refused before anything is sent.
        const file = join(exported, 'assay.experiments.v1.ndjson');
        const whole = readFileSync(file, 'utf8');
        writeFileSync(file, whole.replace('"name":"checkout"', '"name":"chEckout"'));
        expect((await assay(target.folder, 'import-log', exported)).exitCode).toBe(EXIT.usage);
        writeFileSync(file, whole.replace('assay:ExperimentStarted:1', 'assay:ExperimentStarted:7'));
        expect((await assay(target.folder, 'import-log', exported)).exitCode).toBe(EXIT.usage);
        writeFileSync(file, whole.split('\n').slice(1).join('\n'));
        expect((await assay(target.folder, 'import-log', exported)).exitCode).toBe(EXIT.usage);
        expect(Object.values(await messagesOf(call)).every((messages) => messages === 0)).toBe(true);
        writeFileSync(file, whole);

        const { exitCode, output } = await assay(target.folder, 'import-log', exported, '--json');
        expect([exitCode, output]).toEqual([EXIT.done, expect.stringContaining('"restored"')]);
        await eventually(async () => expect(await hashesOf(target)).toEqual(hashes), { timeoutMs: MINUTES });
        expect(await decisionsOf(target.folder)).toEqual(decisions);
        expect(await damageIn(target.folder)).toEqual({ exitCode: EXIT.done, findings: [] });
        // A system that has something is no target.
        expect((await assay(target.folder, 'import-log', exported)).exitCode).toBe(EXIT.usage);
      } finally {
        await target.stop();
      }
    },
    3 * MINUTES,
  );

  it(
    'after every table but those of the log is lost',
    async () => {
      const before = await messagesOf(await apiOf(form));
      const database = await databaseOf(form.folder);
      const { rows } = await database.query<{ schema: string }>(
        `SELECT nspname AS schema FROM pg_namespace WHERE nspname !~ '^(pg_|bus$|public$|information_schema$)'`,
      );
      for (const { schema } of rows) await database.query(`DROP SCHEMA "${schema}" CASCADE`);
      await database.end();
      await form.killAndRestart();
      const call = await apiOf(form);
      const refused = await call('/api/v1/admin/experiments/checkout/pause', { reason: 'too early' });
      expect(refused.status).toBe(503);
      expect((await call('/api/v1/admin/services/assignment/store')).body).toMatchObject({
        state: 'behind',
        detail: expect.stringContaining('assay restore assignment'),
      });

      const restored = await assay(form.folder, 'restore');
      expect(restored).toMatchObject({
        exitCode: EXIT.done,
        output: expect.stringMatching(/assignment.*\d+ events brought in from the log/),
      });
      await eventually(async () => expect(await hashesOf(form)).toEqual(hashes), { timeoutMs: MINUTES });
      expect(await decisionsOf(form.folder)).toEqual(decisions);
      await expectListAndChannel(call, form);
      expect(await damageIn(form.folder)).toEqual({ exitCode: EXIT.done, findings: [] });
      // What was decided is not published again, and the next decision follows on.
      const topic = 'assay.experiments.v1';
      expect((await messagesOf(call))[topic]).toBe(before[topic]);
      expect((await call('/api/v1/admin/experiments/checkout/pause', { reason: 'done' })).status).toBe(200);
      await eventually(async () => (await messagesOf(call))[topic] === (before[topic] ?? 0) + 1);
      // Numbers of experiments go on as well.
      const next = await call<{ number: number }>('/api/v1/admin/experiments', { key: 'next', name: 'next' });
      expect(next.body.number).toBe(2);
      expect((await assay(form.folder, 'restore')).output).toContain('has all that the log has of it');
    },
    3 * MINUTES,
  );
});
