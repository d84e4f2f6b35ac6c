import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@assay/testing';
import type { Client, QueryResult } from 'pg';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { ALTERED_RECORD, DAMAGES, KEPT_TABLES, MODEL } from './support/damages.js';
import { databaseOf } from './support/database-of.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;

interface Verified {
  readonly intact: boolean;
  readonly checks: readonly {
    readonly check: string;
    readonly checked: number;
    readonly findings: readonly { readonly kind: string; readonly severity: string }[];
  }[];
}

/** An experiment with thirty units that saw it. */
async function live(call: Call): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  await call('/api/v1/admin/experiments', { key: 'checkout', name: 'checkout', variants });
  await call('/api/v1/admin/experiments/checkout/start', {});
  // While a read model is slow an answer is provisional, and nothing is kept.
  const assigned = (unit: string) =>
    eventually(async () => {
      const asked = { experiment: 'checkout', unit };
      const { body } = await call<{ inExperiment: boolean; reason: string }>(
        '/api/v1/experiments/assign',
        asked,
      );
      return body.inExperiment && body.reason !== 'provisional';
    });
  for (let unit = 0; unit < 30; unit += 1) await assigned(`u${String(unit)}`);
}

describe('what auditors ask, of a running system', () => {
  let form: RunningForm | undefined;
  let database: Client | undefined;
  const started = (): RunningForm => {
    if (form === undefined) throw new TypeError('it has not started');
    return form;
  };
  const running = (): { readonly folder: string; readonly sql: (text: string) => Promise<QueryResult> } => {
    const client = database;
    if (client === undefined) throw new TypeError('it has not started');
    const { folder } = started();
    return { folder, sql: (text) => client.query(text) };
  };
  beforeAll(async () => {
    form = await startStandalone();
    database = await databaseOf(form.folder);
    await live(await apiOf(form));
    const { sql } = running();
    for (const statement of KEPT_TABLES) await sql(statement);
    await eventually(async () => expect((await sql(`SELECT unit FROM ${MODEL}`)).rowCount).toBe(30), {
      timeoutMs: 60_000,
    });
  }, 3 * MINUTES);
  afterAll(async () => {
    await database?.end();
    await form?.stop();
  }, MINUTES);

  const ask = async <Answer>(...args: string[]): Promise<Answer> => {
    const { exitCode, output } = await assay(running().folder, ...args, '--json');
    expect(exitCode).toBe(EXIT.done);
    return JSON.parse(output) as Answer;
  };

  it('who did what is listed, over all services', async () => {
    const { entries } = await ask<{ entries: { type: string; actor: string }[] }>(
      ...['audit', '--stream', '*/experiment/checkout'],
    );
    expect(entries.map(({ type }) => type)).toEqual([
      ...['ExperimentStarted', 'VariantAdded', 'VariantAdded', 'ExperimentCreated'],
    ]);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(['user:system-test']));
  });

  it('what happened to a unit is told from the log, and by which rule', async () => {
    const { steps, explanation } = await ask<{
      steps: { type: string; place: string }[];
      explanation: { assignment: { agrees: boolean } };
    }>('explain', 'unit', 'u7', '--experiment', 'checkout');
    expect(steps).toEqual([expect.objectContaining({ type: 'UnitAssigned' })]);
    expect(steps[0]?.place).toMatch(/^assay\.assignments\.v1\[\d\]:\d+$/);
    expect(explanation.assignment.agrees).toBe(true);
  });

  it('what is different at two moments is told down to the value', async () => {
    const before = new Date().toISOString();
    const call = await apiOf(started());
    await call('/api/v1/admin/experiments/checkout/pause', { reason: 'a look at it' });
    const { experiments, decisions } = await ask<{
      experiments: { configuration: unknown[] }[];
      decisions: { type: string; reason: string }[];
    }>('diff', '--from', before, '--no-results', '--experiment', 'checkout');
    expect(experiments[0]?.configuration).toContainEqual({
      ...{ path: 'status', before: 'running', after: 'paused' },
    });
    expect(decisions).toEqual([
      expect.objectContaining({ type: 'ExperimentPaused', reason: 'a look at it' }),
    ]);
    await call('/api/v1/admin/experiments/checkout/resume', {});
  });

  it('every message of a topic is exported, and every read model replayed to the same rows', async () => {
    const { folder } = running();
    const exported = await assay(folder, 'export', 'assay.assignments.v1', '--out', 'assignments.ndjson');
    expect(exported.exitCode).toBe(EXIT.done);
    const lines = readFileSync(join(folder, 'assignments.ndjson'), 'utf8').trim().split('\n');
    expect(new Set(lines.map((line) => (JSON.parse(line) as { key: string }).key)).size).toBe(30);
    const { replayed } = await ask<{ replayed: { projection: string; differences: unknown[] }[] }>(
      ...['replay', 'assignment'],
    );
    expect(replayed.flatMap(({ differences }) => differences)).toEqual([]);
  });

  const verify = async (...args: string[]) => {
    const { exitCode, output } = await assay(running().folder, 'verify', '--json', ...args);
    return { exitCode, ...(JSON.parse(output) as Verified) };
  };

  it(
    'finds everything of an undamaged system intact',
    async () => {
      const { exitCode, intact, checks } = await verify();
      expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
      expect({ exitCode, intact }).toEqual({ exitCode: EXIT.done, intact: true });
      expect(checks.find(({ check }) => check === 'sticky')?.checked).toBe(30);
      expect(checks.filter(({ check }) => check === 'models').length).toBeGreaterThan(8);
    },
    MINUTES,
  );

  it.each(DAMAGES)(
    'finds %s, and nothing once it is undone',
    async (_name, check, damage, undo, kinds) => {
      await running().sql(damage);
      const damaged = await verify('assignment', '--only', check);
      await running().sql(undo);
      expect(damaged.exitCode).toBe(EXIT.damaged);
      const found = new Set(damaged.checks.flatMap(({ findings }) => findings).map(({ kind }) => kind));
      expect([...found].sort()).toEqual([...kinds]);
      expect(await verify('assignment', '--only', check)).toMatchObject({
        exitCode: EXIT.done,
        intact: true,
      });
    },
    MINUTES,
  );

  it('a rebuild over an altered log leaves what is read as it is, and takes over once that is undone', async () => {
    const { folder, sql } = running();
    const live = async () => (await sql(`SELECT unit, variant FROM ${MODEL} ORDER BY unit`)).rows;
    const before = await live();
    const rebuild = async (...args: string[]) => {
      const { exitCode, output } = await assay(
        folder,
        'rebuild',
        'assignment',
        'assignments',
        '--json',
        ...args,
      );
      return { exitCode, ...(JSON.parse(output) as { rebuilt: { verdict: string; findings: unknown[] }[] }) };
    };
    await sql(ALTERED_RECORD.damage);
    expect(await rebuild()).toMatchObject({
      exitCode: EXIT.differs,
      rebuilt: [{ verdict: 'different', findings: [{ kind: 'row-changed' }] }],
    });
    expect(await live()).toEqual(before);
    await sql(ALTERED_RECORD.undo);
    expect(await rebuild()).toMatchObject({ exitCode: EXIT.done, rebuilt: [{ verdict: 'identical' }] });
  });
});
