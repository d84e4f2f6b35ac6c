import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const FROM = '2026-02-01T10:00:00.000Z';
const TO = '2026-02-01T14:00:00.000Z';
const REPORT = '/api/v1/reports/experiments/checkout';

type Answer = readonly [string, { readonly text: string; readonly contentType: string }];
const asJson = (body: object) => ({ text: JSON.stringify(body), contentType: 'application/json' });

/** The report at a moment: so many units of each variant, as text of the address that asks for it. */
const reportAt = (query: string, units: number): Answer => {
  const variants = [{ variant: 'control', units, value: units / 100 }];
  return [`${REPORT}${query}`, asJson({ metrics: [{ isPrimary: true, variants }] })];
};
const seriesTo = (day: string, units: number): Answer => {
  const days = [{ day, variants: [{ variant: 'control', units, value: null }] }];
  return [`${REPORT}/series?kind=cumulative&to=${day}`, asJson({ days })];
};

describe('the results that assay diff compares', () => {
  let assay: FakeAssay;
  let terminal: ReturnType<typeof testTerminal>;

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
    for (const service of ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'])
      assay.routes.set(`GET /api/v1/admin/services/${service}/events`, () => ({
        status: 200,
        body: { items: [], nextCursor: null },
      }));
    assay.routes.set('GET /api/v1/admin/experiments', () => ({
      status: 200,
      body: { items: [{ key: 'checkout' }], nextCursor: null },
    }));
    assay.routes.set('GET /api/v1/admin/experiments/checkout/definition', () => ({
      status: 200,
      body: { status: 'running' },
    }));
  });
  afterEach(() => assay.stop());

  const resultsOf = async (...args: string[]): Promise<unknown> => {
    expect(await runCli(['diff', '--from', FROM, ...args, '--json'], terminal)).toBe(EXIT.done);
    const { experiments } = JSON.parse(terminal.printed.join('\n')) as {
      experiments: { results: unknown }[];
    };
    return experiments[0]?.results;
  };
  const units = (before: number, after: number) =>
    expect.arrayContaining([{ path: 'control.units', before, after }]) as unknown;

  it('are those of the two moments, of one experiment', async () => {
    const asOf = (moment: string) => `?asOf=${encodeURIComponent(moment)}`;
    assay.texts.set(...reportAt(asOf(FROM), 40));
    assay.texts.set(...reportAt(asOf(TO), 70));
    assay.texts.set(...reportAt('', 90));
    expect(await resultsOf('--to', TO, '--experiment', 'checkout')).toEqual(units(40, 70));
    terminal.printed.length = 0;
    expect(await resultsOf('--experiment', 'checkout')).toEqual(units(40, 90));
  });

  it('are those of the ends of two days, of all experiments', async () => {
    assay.texts.set(...seriesTo('2026-02-01', 80));
    assay.texts.set(...seriesTo('2026-02-02', 95));
    expect(await resultsOf('--to', '2026-02-02T09:00:00Z')).toEqual(units(80, 95));
  });
});
