import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@assay/testing';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeStandalone } from './support/both-forms.js';
import { CrashPoints, OTHERS } from './support/crash/crash-points.js';
import { assay } from './support/main-job.js';
import { tablesWith } from './support/plaintext.js';
import type { RunningForm } from './support/standalone.js';

const MINUTES = 60_000;
const PATIENCE = { timeoutMs: MINUTES };
const MASTER_KEY = `first:${randomBytes(32).toString('base64')}`;
const ADA = 'Lovelace-1815';
const BOB = 'Shannon-1916';

const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const targeting = { op: 'equals', attribute: 'plan', value: 'pro' };

async function prepare(call: Call): Promise<void> {
  const experiment = {
    key: 'checkout',
    name: 'Checkout',
    variants: VARIANTS,
    targeting,
    primaryMetric: 'purchase_rate',
  };
  expect((await call('/api/v1/admin/experiments', experiment)).status).toBe(201);
  await call('/api/v1/admin/analytics/dimensions', { attribute: 'name' });
  await call(
    '/api/v1/admin/traffic-filters/staff',
    { rule: { kind: 'attribute', attribute: 'staff', equals: [true] } },
    { method: 'PUT' },
  );
  expect((await call('/api/v1/admin/experiments/checkout/start', {})).status).toBeLessThan(300);
}

interface Assigned {
  readonly variant: string | null;
  readonly reason: string;
  readonly exposure?: Record<string, unknown>;
}

/** A unit is assigned by its attributes, sees its variant and buys; all of it carries a name. */
async function visit(call: Call, unit: string, name: string): Promise<void> {
  const attributes = { plan: 'pro', name };
  const assigned = await eventually(async () => {
    const { body } = await call<Assigned>('/api/v1/experiments/assign', {
      experiment: 'checkout',
      unit,
      attributes,
    });
    expect(typeof body.variant).toBe('string');
    // While a read model is slow nothing is kept.
    expect(body.reason).not.toBe('provisional');
    return body;
  }, PATIENCE);
  const exposure = { type: 'exposure', unit, experiment: 'checkout', variant: assigned.variant };
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

const breakdown = (call: Call) =>
  call<Breakdown>('/api/v1/reports/experiments/checkout/breakdown?dimension=name');

const unitsBy = async (call: Call): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(((await breakdown(call)).body.values ?? []).map(({ value, units }) => [value, units]));

/** Every message of every topic, as it lies there. */
async function wholeLog({ folder }: RunningForm): Promise<string> {
  const out = mkdtempSync(join(folder, 'exported-'));
  expect((await assay(folder, 'export', 'all', '--out', out)).exitCode).toBe(EXIT.done);
  const texts = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8'));
  rmSync(out, { recursive: true });
  return texts.join('\n');
}

async function heldInDatabase(form: RunningForm, text: string): Promise<readonly string[]> {
  const database = await form.database();
  try {
    return await tablesWith(database, text);
  } finally {
    await database.end();
  }
}

/** Ada comes before she logs in, and after; Bob comes once. */
async function visitors(call: Call): Promise<void> {
  await prepare(call);
  await visit(call, 'anonymous', ADA);
  const link = { anonymous: 'anonymous', user: 'ada' };
  await eventually(
    async () => expect((await call('/api/v1/identities/link', link)).status).toBeLessThan(300),
    PATIENCE,
  );
  await visit(call, 'ada', ADA);
  await visit(call, 'bob', BOB);
  await eventually(async () => expect(await unitsBy(call)).toEqual({ [ADA]: 1, [BOB]: 1 }), PATIENCE);
}

interface Forgotten {
  readonly units: readonly {
    readonly unit: string;
    readonly erasure: { readonly by: string; readonly reason: string };
  }[];
  readonly keysDestroyed: number;
}

const points = new CrashPoints();
afterAll(() => points.remove());

describeStandalone(
  'who is forgotten',
  (form) => {
    it(
      'had attributes that reports knew and the log did not',
      async () => {
        const call = await apiOf(form());
        await visitors(call);
        const log = await wholeLog(form());
        expect(log).toContain('"sealed":"1.');
        expect(log).not.toContain(ADA);
        expect(
          (await heldInDatabase(form(), ADA)).filter((table) => !table.startsWith('analytics_')),
        ).toEqual([]);
        const { output } = await assay(
          form().folder,
          'explain',
          'unit',
          'ada',
          '--experiment',
          'checkout',
          '--json',
        );
        expect(output).toContain(ADA);
        expect(JSON.parse(output)).toMatchObject({ explanation: { assignment: { agrees: true } } });
      },
      3 * MINUTES,
    );

    it(
      'is forgotten altogether, also when the process is killed right after the decision',
      async () => {
        points.arm(OTHERS, 'stored UnitForgotten');
        const { exitCode } = await assay(form().folder, 'forget', 'ada', '--reason', 'request 4711');
        expect(exitCode).toBe(EXIT.failed);
        expect(await points.hasKilled(OTHERS, 10_000)).toBe(true);
        await form().recover();
        const again = await assay(form().folder, 'forget', 'ada', '--reason', 'asked again', '--json');
        const { units } = JSON.parse(again.output) as Forgotten;
        expect(units.map(({ unit, erasure: { reason } }) => [unit, reason])).toEqual([
          ['ada', 'request 4711'],
          ['anonymous', 'asked again'],
        ]);
        const call = await apiOf(form());
        await eventually(async () => expect(await unitsBy(call)).toEqual({ '': 1, [BOB]: 1 }), PATIENCE);
        await eventually(async () => expect(await heldInDatabase(form(), ADA)).toEqual([]), PATIENCE);
        expect(await heldInDatabase(form(), BOB)).not.toEqual([]);
        const { keysDestroyed } = JSON.parse(
          (await assay(form().folder, 'forget', 'ada', '--reason', 'once more', '--json')).output,
        ) as Forgotten;
        expect(keysDestroyed).toBe(0);
      },
      3 * MINUTES,
    );

    it(
      'is named in the audit with who and why, and told to be erased wherever it is asked for',
      async () => {
        const { folder } = form();
        const audit = await assay(folder, 'audit', '--type', 'UnitForgotten', '--json');
        const { entries } = JSON.parse(audit.output) as { entries: { actor: string; reason: string }[] };
        expect(entries.map(({ reason }) => reason).sort()).toEqual(['asked again', 'request 4711']);
        expect(new Set(entries.map(({ actor }) => actor)).size).toBe(1);
        const explained = await assay(folder, 'explain', 'unit', 'ada', '--experiment', 'checkout');
        expect(explained.exitCode).toBe(EXIT.done);
        expect(explained.output).toContain('attributes erased');
        expect(explained.output).toContain('they are erased');
        const opened = await assay(folder, 'export', 'assay.interactions.v1', '--subject', 'ada', '--open');
        expect(opened.output).toContain('"outcome":"erased"');
        expect(explained.output + opened.output + (await wholeLog(form()))).not.toContain(ADA);
      },
      2 * MINUTES,
    );

    it(
      'stays forgotten when it comes back, and keeps its variant',
      async () => {
        const call = await apiOf(form());
        const variantOf = async (): Promise<unknown> =>
          (
            await call('/api/v1/experiments/assign', {
              experiment: 'checkout',
              unit: 'ada',
              attributes: { plan: 'pro' },
            })
          ).body['variant'];
        const before = await variantOf();
        await visit(call, 'ada', ADA);
        expect(await variantOf()).toBe(before);
        await eventually(async () => {
          const { output } = await assay(form().folder, 'lag', '--json');
          expect(output).not.toMatch(/"lag": [1-9]/);
        }, PATIENCE);
        expect(await heldInDatabase(form(), ADA)).toEqual([]);
        expect(await unitsBy(call)).toEqual({ '': 1, [BOB]: 1 });
      },
      2 * MINUTES,
    );

    it(
      'leaves chains, topics and read models that verify, and that a rebuild makes again',
      async () => {
        const { folder } = form();
        await eventually(async () => {
          const { exitCode, output } = await assay(folder, 'verify', '--json');
          expect({ exitCode, output }).toMatchObject({ exitCode: EXIT.done });
        }, PATIENCE);
        const { exitCode, output } = await assay(folder, 'rebuild', 'analytics', '--json');
        const { rebuilt } = JSON.parse(output) as { rebuilt: { projection: string; verdict: string }[] };
        expect(rebuilt.filter(({ verdict }) => verdict === 'different')).toEqual([]);
        expect(rebuilt).toContainEqual(
          expect.objectContaining({ projection: 'engine', verdict: 'identical' }),
        );
        expect(exitCode).toBe(EXIT.done);
        expect(await heldInDatabase(form(), ADA)).toEqual([]);
      },
      5 * MINUTES,
    );
  },
  { ...points.env, PRIVACY_MASTER_KEYS: MASTER_KEY },
);

describeStandalone('the control: without privacy', (form) => {
  it(
    'attributes lie in the log in clear, and nobody can be forgotten',
    async () => {
      const call = await apiOf(form());
      await visitors(call);
      expect(await wholeLog(form())).toContain(ADA);
      expect(await heldInDatabase(form(), ADA)).toContain('bus.log');
      const refused = await call('/api/v1/admin/services/event-ingest/erasures', {
        unit: 'ada',
        reason: 'asked for it',
      });
      expect(refused).toMatchObject({ status: 409, body: { code: 'PRIVACY_OFF' } });
      expect((await assay(form().folder, 'forget', 'ada', '--reason', 'asked for it')).exitCode).toBe(
        EXIT.failed,
      );
    },
    3 * MINUTES,
  );
});
