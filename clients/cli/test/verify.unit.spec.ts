import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const SERVICES = '/api/v1/admin/services';
const SINCE = '2026-01-31T12:00:00.000Z';

const lines = (...given: readonly object[]): { readonly text: string } => ({
  text: given.map((line) => `${JSON.stringify(line)}\n`).join(''),
});
const done = (checked: number, unit = 'events') => ({ line: 'done', checked, unit });
const finding = (severity: string) => ({
  ...{ line: 'finding', severity, kind: 'event-altered', place: 'default/experiment/checkout version 2' },
  ...{ problem: 'its content is not what was hashed', since: SINCE },
});

describe('assay verify', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;
  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    for (const service of ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout']) {
      assay.texts.set(
        `${SERVICES}/${service}/verify/chain`,
        lines({ line: 'progress', done: 3, total: 3 }, done(3)),
      );
      assay.texts.set(`${SERVICES}/${service}/verify/log`, lines(done(4, 'messages')));
    }
    assay.texts.set(`${SERVICES}/event-ingest/verify/archive`, lines(done(6, 'archived messages')));
    for (const service of ['assignment', 'analytics', 'promotion', 'rollout']) {
      const byKind = { eligibility: 3, watch: 1_000, others: 0 };
      const certificates = lines({ ...done(1_003, 'certificates'), byKind });
      assay.texts.set(`${SERVICES}/${service}/verify/certificates`, certificates);
    }
    assay.texts.set(`${SERVICES}/assignment/verify/sticky`, lines(done(5, 'assignments')));
    assay.routes.set(`GET ${SERVICES}/analytics/projections`, () => ({
      status: 200,
      body: { projections: [{ name: 'engine' }] },
    }));
    assay.texts.set(`${SERVICES}/analytics/projections/engine/replay`, lines(done(7, 'rows')));
  });
  afterEach(() => assay.stop());

  it('looks at everything of every service, and finds an undamaged system intact', async () => {
    expect(await runCli(['verify'], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    expect(text.match(/intact/g)).toHaveLength(17);
    expect(text).toMatch(/analytics.*models: engine.*7 rows.*intact/);
    expect(text).toMatch(/certificates.*1,003 certificates \(3 eligibility, 1,000 watch\).*intact/);
    expect(text).toContain('Everything that was looked at is as it was written.');
    expect(terminal.noted.join('\n')).toContain('Verifying chain of assignment: 3 of 3 events');
  });

  it('says what there was nothing of, and counts one of a kind in the singular', async () => {
    const nothing = { ...done(0, 'archived messages'), leftOut: 'there is no archive (ARCHIVE_URL)' };
    assay.texts.set(`${SERVICES}/event-ingest/verify/archive`, lines(nothing));
    assay.texts.set(`${SERVICES}/analytics/verify/certificates`, lines(done(1, 'certificates')));
    expect(await runCli(['verify'], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    expect(text).toMatch(/archive .*0 archived messages .*not checked .*there is no archive/);
    expect(text).toMatch(/analytics .*certificates .*1 certificate .*intact/);
  });

  it('says what is damaged and since when, and ends with its own exit code', async () => {
    assay.texts.set(`${SERVICES}/rollout/verify/chain`, lines(finding('damage'), done(3)));
    expect(await runCli(['verify'], terminal)).toBe(EXIT.damaged);
    const text = terminal.printed.join('\n');
    expect(text).toMatch(/rollout.*chain.*3 events.*1 DAMAGED/);
    expect(text).toContain('DAMAGE event-altered: default/experiment/checkout version 2');
    expect(text).toContain(`not older than ${SINCE}`);
  });

  it('takes a note for no damage', async () => {
    assay.texts.set(`${SERVICES}/rollout/verify/chain`, lines(finding('note'), done(3)));
    expect(await runCli(['verify', 'rollout', '--only', 'chain', '--json'], terminal)).toBe(EXIT.done);
    expect(JSON.parse(terminal.printed[0] ?? '')).toMatchObject({
      intact: true,
      checks: [{ service: 'rollout', check: 'chain', checked: 3, findings: [{ severity: 'note' }] }],
    });
  });

  it('asks for a sample, and leaves read models out of it', async () => {
    assay.texts.set(`${SERVICES}/rollout/verify/chain?sample=10`, lines(done(2)));
    assay.texts.set(`${SERVICES}/rollout/verify/log?sample=10`, lines(done(2, 'messages')));
    assay.texts.set(`${SERVICES}/rollout/verify/certificates?sample=10`, lines(done(2, 'certificates')));
    expect(await runCli(['verify', 'rollout', '--sample', '10', '--json'], terminal)).toBe(EXIT.done);
    const { checks } = JSON.parse(terminal.printed[0] ?? '') as { checks: { check: string }[] };
    expect(checks.map(({ check }) => check)).toEqual(['chain', 'log', 'certificates']);
  });

  it.each([
    [
      'could not go on',
      { line: 'failed', code: 'STORE_UNAVAILABLE', detail: 'the database is not available' },
    ],
    ['broke off', { line: 'progress', done: 1, total: 3 }],
  ])('fails when a check %s: that is no proof', async (_how, last) => {
    assay.texts.set(`${SERVICES}/rollout/verify/chain`, lines(last));
    expect(await runCli(['verify', 'rollout', '--only', 'chain'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toMatch(/STORE_UNAVAILABLE|broke off/);
  });

  it.each([
    [['verify', 'rollouts'], 'there are assignment'],
    [['verify', '--only', 'chains'], 'there are chain, log'],
    [['verify', '--sample', 'some'], 'give a whole number'],
  ])('refuses %p', async (args, message) => {
    expect(await runCli(args, terminal)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(message);
  });
});

describe('assay replay', () => {
  it('lists the rows that differ, and ends with the exit code of differences', async () => {
    const assay = new FakeAssay();
    const terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    assay.routes.set(`GET ${SERVICES}/analytics/projections`, () => ({
      status: 200,
      body: { projections: [{ name: 'engine' }, { name: 'alerts' }] },
    }));
    const row = {
      kind: 'row-changed',
      place: 'analytics engine: units',
      problem: 'n is not what the log gives',
    };
    assay.texts.set(
      `${SERVICES}/analytics/projections/engine/replay`,
      lines(
        { ...finding('damage'), ...row, expected: { unit: 'u1', n: '3' }, found: { unit: 'u1', n: '4' } },
        done(9, 'rows'),
      ),
    );
    expect(await runCli(['replay', 'analytics', 'engine'], terminal)).toBe(EXIT.differs);
    const text = terminal.printed.join('\n');
    expect(text).toMatch(/engine.*9.*1 DIFFERENCE/);
    expect(text).toContain('expected {"unit":"u1","n":"3"}');
    expect(text).toContain('found    {"unit":"u1","n":"4"}');
    expect(await runCli(['replay', 'analytics', 'people'], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain('it has engine, alerts');
    await assay.stop();
  });

  it('of a moment tells what it gave, and what has come since, which is no damage', async () => {
    const assay = new FakeAssay();
    const terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    assay.routes.set(`GET ${SERVICES}/analytics/projections`, () => ({
      status: 200,
      body: { projections: [{ name: 'engine' }] },
    }));
    const since = { ...finding('note'), kind: 'row-added', problem: 'it has come since' };
    const path = `${SERVICES}/analytics/projections/engine/replay?keep=true&to=2026-01-31T00%3A00%3A00.000Z`;
    assay.texts.set(
      path,
      lines(since, { ...done(9, 'rows'), hash: 'aa11', keptIn: 'analytics_engine_v1_g2' }),
    );
    const args = ['replay', 'analytics', 'engine', '--to', '2026-01-31', '--keep'];
    expect(await runCli(args, terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    for (const part of ['aa11', 'different now: 1', 'kept in schema analytics_engine_v1_g2'])
      expect(text).toContain(part);
    expect(await runCli(['replay', 'analytics', '--to', 'yesterday'], terminal)).toBe(EXIT.usage);
    await assay.stop();
  });
});
