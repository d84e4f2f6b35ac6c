import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '@assay/testing';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';

const MINUTES = 60_000;
const ASSIGNMENTS = 'assay.assignments.v1';

interface Rebuilt {
  readonly rebuilt: readonly { readonly projection: string; readonly verdict: string }[];
}

const archive = mkdtempSync(join(tmpdir(), 'assay-archive-'));
const SETTINGS = {
  ARCHIVE_URL: pathToFileURL(archive).href,
  ARCHIVE_EVERY_MINUTES: '0',
  ARCHIVE_TRIM_AFTER_HOURS: '0',
};

interface Status {
  readonly partitions: readonly {
    readonly topic: string;
    readonly from: number;
    readonly until: number;
    readonly log: { readonly from: number; readonly until: number };
  }[];
}

function archivedAndTrimmed(form: () => RunningForm): void {
  let call: Call;
  const ask = async <Answer>(expected: number, ...args: string[]): Promise<Answer> => {
    const { exitCode, output } = await assay(form().folder, ...args, '--json');
    expect([args.join(' '), exitCode]).toEqual([args.join(' '), expected]);
    return (output === '' ? undefined : JSON.parse(output)) as Answer;
  };
  const partitions = async () => (await ask<Status>(EXIT.done, 'archive', 'status')).partitions;
  /** What the log itself has, without the archive. */
  const messages = async (): Promise<number> =>
    (await partitions()).reduce((sum, { log }) => sum + log.until - log.from, 0);

  beforeAll(async () => {
    call = await apiOf(form());
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await call('/api/v1/admin/experiments', { key: 'checkout', name: 'checkout', variants });
    await call('/api/v1/admin/experiments/checkout/start', {});
    const assign = (unit: string) =>
      call<{ reason: string }>('/api/v1/experiments/assign', { experiment: 'checkout', unit });
    await eventually(async () => (await assign('u0')).body.reason === 'split', { timeoutMs: MINUTES });
    for (let unit = 1; unit < 30; unit += 1) await assign(`u${String(unit)}`);
    const assigned = async () => (await partitions()).filter(({ topic }) => topic === ASSIGNMENTS);
    await eventually(async () => (await assigned()).reduce((sum, { log }) => sum + log.until, 0) === 30);
  }, 3 * MINUTES);
  afterAll(() => {
    for (const name of readdirSync(archive)) rmSync(join(archive, name), { recursive: true });
  });

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
      const of = (await partitions()).filter(({ topic }) => topic === ASSIGNMENTS);
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
}

describeBothForms('a log whose messages were deleted once they were archived', archivedAndTrimmed, SETTINGS);

afterAll(() => rmSync(archive, { recursive: true }));
