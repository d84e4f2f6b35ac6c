import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '@assay/testing';
import type { Client } from 'pg';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { databaseOf } from './support/database-of.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;
const ASSIGNMENTS = 'assay.assignments.v1';

interface Rebuilt {
  readonly rebuilt: readonly { readonly projection: string; readonly verdict: string }[];
}

describe('a log whose messages were deleted once they were archived', () => {
  const archive = mkdtempSync(join(tmpdir(), 'assay-archive-'));
  let form: RunningForm | undefined;
  let database: Client | undefined;
  let call: Call;
  const folder = (): string => form?.folder ?? '';
  const ask = async <Answer>(expected: number, ...args: string[]): Promise<Answer> => {
    const { exitCode, output } = await assay(folder(), ...args, '--json');
    expect([args.join(' '), exitCode]).toEqual([args.join(' '), expected]);
    return (output === '' ? undefined : JSON.parse(output)) as Answer;
  };
  const messages = async (): Promise<number> =>
    Number((await database?.query<{ n: string }>('SELECT count(*) AS n FROM bus.log'))?.rows[0]?.n);

  beforeAll(async () => {
    form = await startStandalone({
      env: {
        ARCHIVE_URL: pathToFileURL(archive).href,
        ARCHIVE_EVERY_MINUTES: '0',
        ARCHIVE_TRIM_AFTER_HOURS: '0',
      },
    });
    database = await databaseOf(form.folder);
    call = await apiOf(form);
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await call('/api/v1/admin/experiments', { key: 'checkout', name: 'checkout', variants });
    await call('/api/v1/admin/experiments/checkout/start', {});
    const assign = (unit: string) =>
      call<{ reason: string }>('/api/v1/experiments/assign', { experiment: 'checkout', unit });
    await eventually(async () => (await assign('u0')).body.reason === 'split');
    for (let unit = 1; unit < 30; unit += 1) await assign(`u${String(unit)}`);
    const stored = `SELECT FROM bus.log JOIN bus.topics USING (topic_id) WHERE name = '${ASSIGNMENTS}'`;
    await eventually(async () => (await database?.query(stored))?.rowCount === 30);
  }, 3 * MINUTES);
  afterAll(async () => {
    await database?.end();
    await form?.stop();
    rmSync(archive, { recursive: true, force: true });
  }, MINUTES);

  it(
    'is read as if nothing had been deleted: rebuilt models are identical, and all is proven',
    async () => {
      const before = await messages();
      const { archived, trimmed } = await ask<{ archived: { messages: number }; trimmed: number }>(
        ...[EXIT.done, 'archive', 'run', '--close'],
      );
      expect(archived.messages).toBeGreaterThanOrEqual(before);
      expect(trimmed).toBe(archived.messages);
      expect(await messages()).toBeLessThan(before);
      const { partitions } = await ask<{ partitions: { topic: string; from: number; until: number }[] }>(
        ...[EXIT.done, 'archive', 'status'],
      );
      const of = partitions.filter(({ topic }) => topic === ASSIGNMENTS);
      expect(of.reduce((sum, { from, until }) => sum + until - from, 0)).toBe(30);
      const { rebuilt } = await ask<Rebuilt>(EXIT.done, 'rebuild', '--all');
      expect(rebuilt.length).toBeGreaterThan(5);
      expect(rebuilt.filter(({ verdict }) => verdict === 'different')).toEqual([]);
      expect(await ask(EXIT.done, 'verify', '--only', 'chain', 'log', 'archive')).toMatchObject({
        intact: true,
      });
    },
    2 * MINUTES,
  );

  it(
    'halts a rebuild where a segment is missing, says which, and goes on once it is back',
    async () => {
      const place = readdirSync(join(archive, ASSIGNMENTS))[0] ?? '';
      const partition = join(archive, ASSIGNMENTS, place);
      const segment = readdirSync(partition).find((name) => name.endsWith('.gz')) ?? '';
      renameSync(join(partition, segment), join(partition, 'away'));
      await ask(EXIT.failed, 'rebuild', 'assignment', 'assignments');
      const path = '/api/v1/admin/services/assignment/projections/assignments/rebuild';
      const missing = `archive-segment-missing: ${ASSIGNMENTS}/${place}/${segment}`;
      await eventually(
        async () => (await call<{ halted?: string }>(path)).body.halted?.includes(missing) === true,
      );
      const { checks } = await ask<{ checks: { findings: { kind: string; place: string }[] }[] }>(
        ...[EXIT.damaged, 'archive', 'verify'],
      );
      expect(checks.flatMap(({ findings }) => findings)).toMatchObject([
        { kind: 'archive-segment-missing', place: `${ASSIGNMENTS}/${place}/${segment}` },
      ]);
      renameSync(join(partition, 'away'), join(partition, segment));
      await eventually(async () => (await call<{ halted?: string }>(path)).body.halted === undefined);
      const { rebuilt } = await ask<Rebuilt>(EXIT.done, 'rebuild', 'assignment', 'assignments', '--follow');
      expect(rebuilt).toMatchObject([{ verdict: 'identical' }]);
      expect(await ask(EXIT.done, 'archive', 'verify')).toMatchObject({ intact: true });
    },
    2 * MINUTES,
  );
});
