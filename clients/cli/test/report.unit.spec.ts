import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const REPORT = {
  experiment: { key: 'cookie_cats', name: 'Cookie Cats', status: 'running', run: 1, origin: 'imported' },
  coverage: { completeTo: '2026-03-01T12:00:00.000Z', positions: [] },
  variants: [
    { key: 'gate_30', isControl: true, units: 44_700 },
    { key: 'gate_40', isControl: false, units: 45_489 },
  ],
  exclusions: [
    { reason: 'seen in more than one variant', units: 12 },
    { reason: 'seen in a variant that the experiment does not have', units: 1 },
    { reason: 'of this run that came too late', units: 0, events: 3 },
  ],
  recommendation: {
    recommendation: 'ROLLBACK',
    variant: 'gate_40',
    reasons: [{ message: 'gate_40 is worse than control: keep control' }],
    basis: 'all units',
  },
  srm: { chi2: 6.90240508, df: 1, pValue: 0.00860799, sequentialPValue: 1, alarm: false, alarmAt: 0.01 },
  metrics: [
    {
      key: 'retention_7',
      type: 'proportion',
      direction: 'increase',
      isPrimary: true,
      variants: [
        {
          variant: 'gate_30',
          isControl: true,
          units: 44_700,
          conversions: 8502,
          sum: 8502,
          value: 0.1902013,
          interval: [0.1866, 0.1939],
          comparison: null,
        },
        {
          variant: 'gate_40',
          isControl: false,
          units: 45_489,
          conversions: 8279,
          sum: 8279,
          value: 0.182,
          interval: [0.1785, 0.1856],
          comparison: {
            difference: -0.0082013,
            lift: -0.043119,
            zStatistic: -3.1643588,
            pValue: 0.0015542499,
            interval: [-0.01328155, -0.00312104],
            holm: 0.0015542499,
            sequential: { pValue: 0.05, interval: [-0.02, 0.01] },
            bayesian: { chanceToWin: 0.0008 },
          },
        },
      ],
    },
    {
      key: 'sum_gamerounds',
      type: 'mean',
      direction: 'increase',
      isPrimary: false,
      variants: [
        {
          variant: 'gate_30',
          isControl: true,
          units: 44_700,
          conversions: null,
          sum: 2_344_795,
          value: 52.456264,
          interval: null,
          comparison: null,
        },
        {
          variant: 'gate_40',
          isControl: false,
          units: 45_489,
          conversions: null,
          sum: 2_333_530,
          value: 51.29877,
          interval: [50, 52],
          comparison: {
            difference: -1.157,
            lift: -0.022,
            tStatistic: -0.885437,
            df: 1,
            pValue: 0.375924,
            interval: null,
            holm: null,
            sequential: { pValue: null, interval: null },
            bayesian: { chanceToWin: null },
            reason: 'zero-variance',
          },
        },
      ],
    },
  ],
};

describe('assay report', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({ status: 200, body: REPORT }));
  });
  afterEach(() => assay.stop());

  it('shows units, split and a table for each metric', async () => {
    expect(await runCli(['report', 'cookie_cats'], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    expect(text).toContain('cookie_cats (running, run 1, imported), complete to 2026-03-01T12:00:00.000Z');
    expect(text).toContain(
      'gate_30 44,700, gate_40 45,489; left out: 12 units seen in more than one variant; 1 unit seen in a variant that the experiment does not have; 3 events of this run that came too late',
    );
    expect(text).toContain(
      'Split: p 0.00860799, always-valid p 1: no alarm, which is raised at 0.01 or below',
    );
    expect(text).toContain('retention_7 (primary, proportion, increase is good)');
    expect(text).toContain('19.02 % (8,502)');
    expect(text).toContain('z -3.16436');
    expect(text).toMatch(/│ -0\.82 pp \[-1\.33 pp, -0\.31 pp\] +│/);
    expect(text).toContain('0.00155425');
    expect(text).toContain('-4.31 %');
    expect(text).toContain('t -0.885437');
    expect(text).toContain('52.4563');
    expect(text).toContain('ROLLBACK gate_40 (by all units)\n  gate_40 is worse than control: keep control');
    expect(text).toContain('  gate_40: no unit differs from the others of its variant');
  });

  it('shows a dash for what cannot be computed, and the alarm of a wrong split', async () => {
    const srm = { ...REPORT.srm, pValue: 1e-9, sequentialPValue: 1e-6, alarm: true };
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({
      status: 200,
      body: { ...REPORT, srm },
    }));
    await runCli(['report', 'cookie_cats'], terminal);
    expect(terminal.printed.join('\n')).toContain('ALARM: the split is not as designed');
    expect(terminal.printed.join('\n')).toMatch(/gate_30 \(control\).*–/);
  });

  it('has no split to test and no instant before the first unit', async () => {
    const empty = {
      ...REPORT,
      experiment: { ...REPORT.experiment, run: null },
      coverage: { completeTo: null },
      srm: { ...REPORT.srm, pValue: null },
      exclusions: [{ reason: 'seen in more than one variant', units: 0 }],
      metrics: [],
    };
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({ status: 200, body: empty }));
    await runCli(['report', 'cookie_cats'], terminal);
    expect(terminal.printed.join('\n')).toContain('no run yet');
    expect(terminal.printed.join('\n')).toContain('Split: nothing to test yet');
  });

  it.each([
    ['concluded', 'gate_30', 'concluded: gate_30 is served to all'],
    ['concluded', null, 'concluded without a winner'],
    ['archived', undefined, 'archived without a winner'],
    ['paused', null, 'paused'],
  ])('says who is served by what is %s with %s', async (status, winner, standing) => {
    const experiment = { ...REPORT.experiment, status, winner };
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({
      status: 200,
      body: { ...REPORT, experiment },
    }));
    await runCli(['report', 'cookie_cats'], terminal);
    expect(terminal.printed.join('\n')).toContain(`cookie_cats (${standing}, run 1`);
  });

  it.each([
    ['PROMOTE', 'PROMOTE gate_40 (by all units)'],
    ['CONTINUE', 'CONTINUE (by all units)'],
    ['NO_ACTION', 'NO ACTION (by all units)'],
  ])('names the variant only where something is done with it: %s', async (verdict, line) => {
    const recommendation = { ...REPORT.recommendation, recommendation: verdict };
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({
      status: 200,
      body: { ...REPORT, recommendation },
    }));
    await runCli(['report', 'cookie_cats'], terminal);
    expect(terminal.printed.join('\n').split('\n')).toContain(line);
  });

  it('says what is to be known of the figures', async () => {
    const note = 'Version 2 of spent is still being computed over all units.';
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({
      status: 200,
      body: { ...REPORT, coverage: { ...REPORT.coverage, note } },
    }));
    await runCli(['report', 'cookie_cats'], terminal);
    expect(terminal.printed.join('\n')).toContain(`complete to 2026-03-01T12:00:00.000Z\n${note}\n`);
  });

  it('prints everything in full precision with --json', async () => {
    await runCli(['report', 'cookie_cats', '--json'], terminal);
    expect(JSON.parse(terminal.printed[0] ?? '')).toEqual(REPORT);
  });

  it('ends with what the server says about an unknown experiment', async () => {
    expect(await runCli(['report', 'nothing'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('404 NOT_FOUND: there is none');
  });

  it('explains a missing or outdated token', async () => {
    const problem = {
      status: 401,
      code: 'TOKEN_EXPIRED',
      title: 'Not authenticated',
      detail: 'the token has expired',
    };
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({ status: 401, body: problem }));
    expect(await runCli(['report', 'cookie_cats'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('"assay token" makes one');
  });

  it('explains what answers without being Assay', async () => {
    assay.routes.set('GET /api/v1/reports/experiments/cookie_cats', () => ({ status: 500 }));
    expect(await runCli(['report', 'cookie_cats'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('500 NO_PROBLEM_DOCUMENT: Internal Server Error');
  });
});
