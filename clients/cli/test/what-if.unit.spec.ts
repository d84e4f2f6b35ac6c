import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const PATH = '/api/v1/admin/services/rollout/what-if';
const DONE = { line: 'done', checked: 40, unit: 'outcomes' };
const HAPPENED = {
  at: '2026-03-01T10:00:05.000Z',
  automatic: true,
  reason: 'error rate 0.2 is above 0.05',
  again: 'identical',
};
const ACTIVATION = {
  line: 'activation',
  ...{ version: '2.0', tier: 'tier_2_early_adopters', percentage: 10, outcomes: 40 },
  since: '2026-03-01T10:00:00.000Z',
  would: {
    at: '2026-03-01T10:00:03.000Z',
    breach: { evidence: { errorRate: 0.2, units: 40, threshold: 0.1 } },
  },
  happened: HAPPENED,
};

const lines = (...all: readonly object[]) => ({
  text: all.map((one) => `${JSON.stringify(one)}\n`).join(''),
});

describe('assay what-if --rollout', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;
  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
  });
  afterEach(() => assay.stop());

  it('says what would have been beside what was', async () => {
    const query = '?rollout=search&errorRate=0.1&minOutcomes=20&windowMs=1800000&triggers=none';
    assay.texts.set(`${PATH}${query}`, lines(ACTIVATION, { line: 'progress', done: 1, total: 1 }, DONE));
    const args = ['--error-rate', '0.1', '--window-minutes', '30', '--min-outcomes', '20', '--no-triggers'];
    expect(await runCli(['what-if', '--rollout', 'search', ...args], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    for (const part of ['2.0', 'tier_2_early_adopters (10 %)', 'error rate 0.2 of 40 units', 'identical'])
      expect(text).toContain(part);
  });

  it('ends with the exit code of differences where the log gives other evidence', async () => {
    const different = { ...ACTIVATION, would: null, happened: { ...HAPPENED, again: 'different' } };
    assay.texts.set(`${PATH}?rollout=search`, lines(different, DONE));
    expect(await runCli(['what-if', '--rollout', 'search'], terminal)).toBe(EXIT.differs);
    expect(terminal.printed.join('\n')).toMatch(/no rollback[\s\S]*DIFFERENT/);
  });

  it('is no answer when it breaks off, or says that it could not go on', async () => {
    assay.texts.set(`${PATH}?rollout=search`, lines(ACTIVATION));
    expect(await runCli(['what-if', '--rollout', 'search'], terminal)).toBe(EXIT.failed);
    const failed = { line: 'failed', code: 'TOO_MANY_OUTCOMES', detail: 'give a later instant' };
    assay.texts.set(`${PATH}?rollout=search`, lines(failed));
    expect(await runCli(['what-if', '--rollout', 'search'], terminal)).toBe(EXIT.failed);
    expect(terminal.noted.join('\n')).toContain('TOO_MANY_OUTCOMES: give a later instant');
    const bad = ['what-if', '--rollout', 'search', '--window-minutes', 'long'];
    expect(await runCli(bad, terminal)).toBe(EXIT.usage);
  });
});

describe('assay what-if', () => {
  it.each([
    [['checkout', '--error-rate', '0.02'], '--error-rate is of a rollout, which --rollout KEY names'],
    [['checkout', '--no-triggers'], '--no-triggers is of a rollout'],
    [['checkout', '--policy', 'ucb1', '--min-confidence', '99'], '--min-confidence is of promotions'],
    [['--rollout', 'search', '--floor', '0.1'], '--floor is of a bandit'],
    [['checkout', '--rollout', 'search'], '"checkout" is one name too many'],
    [['--policy', 'ucb1'], 'need the key of a bandit'],
    [['--min-confidence', 'much'], '--min-confidence is "much"; give a number'],
    [['--rollout', 'search', '--error-rate', ''], '--error-rate is ""; give a number'],
  ])('refuses %j before anything is asked', async (args, why) => {
    const terminal = testTerminal();
    expect(await runCli(['what-if', ...args], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(why);
  });
});

describe('assay explain', () => {
  it.each([
    [['unit', 'ada', '--at', '2026-01-31'], 'name the experiment with --experiment KEY'],
    [['figure', 'checkout'], 'either --variant KEY or --unit UNIT'],
    [['figure', 'checkout', '--unit', 'ada', '--variant', 'control'], 'either --variant KEY or --unit UNIT'],
  ])('refuses %j before anything is asked', async (args, why) => {
    const terminal = testTerminal();
    expect(await runCli(['explain', ...args], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(why);
  });
});

it('says which version it is', async () => {
  const terminal = { ...testTerminal(), version: '1.2.3' };
  expect(await runCli(['--version'], terminal)).toBe(EXIT.done);
  expect(terminal.printed).toEqual(['1.2.3']);
});
