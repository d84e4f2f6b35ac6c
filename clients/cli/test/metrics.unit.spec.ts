import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import type { TestTerminal } from './support/test-terminal.js';
import { testTerminal } from './support/test-terminal.js';

let assay: FakeAssay;
let terminal: TestTerminal;
let asked: string[];

beforeEach(async () => {
  assay = new FakeAssay();
  asked = [];
  terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'token-of-the-test' });
});
afterEach(() => assay.stop());

const answering = (path: string, ...pages: readonly object[]): void => {
  const left = [...pages];
  assay.routes.set(`GET ${path}`, (_, request) => {
    asked.push(request.url ?? '');
    return { status: 200, body: left.shift() ?? {} };
  });
};
const shown = async (...args: readonly string[]): Promise<string> => {
  expect(await runCli(['metrics', ...args], terminal)).toBe(EXIT.done);
  return terminal.printed.join('\n');
};
const metric = (key: string) => ({
  ...{ key, experiments: 2, archivedIn: 1, definitions: 1 },
  mostUsed: [{ type: 'mean', definition: { text: 'sum of the values of "buy" per unit' } }],
});

describe('assay metrics', () => {
  it('lists all pages of what passes the filters', async () => {
    answering(
      '/api/v1/metrics',
      { metrics: [metric('revenue')], nextCursor: 'revenue' },
      { metrics: [metric('spent')], nextCursor: null },
    );
    const text = await shown('--type', 'mean', '--search', 'e');
    expect(text).toMatch(/revenue .*mean .*2 .*1 .*sum of the values/);
    expect(text).toMatch(/spent/);
    expect(asked).toEqual([
      '/api/v1/metrics?search=e&type=mean&limit=200',
      '/api/v1/metrics?search=e&type=mean&limit=200&cursor=revenue',
    ]);
  });

  it('says that nothing was found', async () => {
    answering('/api/v1/metrics', { metrics: [], nextCursor: null });
    expect(await shown('--search', 'none')).toBe('No metric is like that.');
  });

  it('tells which experiments have a metric, as what', async () => {
    const use = { experiment: 'checkout', status: 'running', role: 'further', archived: true, version: 2 };
    answering('/api/v1/metrics/revenue', {
      ...{ experiments: [{ ...use, ...metric('revenue').mostUsed[0] }], nextCursor: null },
    });
    expect(await shown('revenue')).toMatch(/checkout .*running .*further, archived .*2 .*mean/);
  });
});
