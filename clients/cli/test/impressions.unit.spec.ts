import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, runCli } from '../src/index.js';
import type { SentEvent } from './support/fake-assay.js';
import { FakeAssay } from './support/fake-assay.js';
import type { TestTerminal } from './support/test-terminal.js';
import { testTerminal } from './support/test-terminal.js';

let assay: FakeAssay;
let terminal: TestTerminal;

/** The report of positions over what the fake has taken. */
function positions(): object {
  const events = [...assay.events.values()];
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const total = {
    impressions: count('impression'),
    clicks: count('click'),
    ctr: { rate: null, interval: null },
  };
  const none = { impressions: 0, clicks: 0 };
  return {
    window: { days: 1, from: '2026-01-01', to: '2026-01-01' },
    coverage: { completeTo: assay.completeTo() },
    by: ['position'],
    total,
    exclusions: { otherItems: none, withoutPosition: none },
    rows: [{ position: 1, ...total }],
    nextCursor: null,
  };
}

beforeEach(async () => {
  assay = new FakeAssay();
  assay.routes.set('GET /api/v1/reports/positions', () => ({ status: 200, body: positions() }));
  terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'token-of-the-test' });
});
afterEach(() => assay.stop());

const SHOWN = [
  'at,item,place,clicked,paid',
  '2026-01-01 10:00:00,a,1,0,',
  '2026-01-01 10:00:01,007,2,1,12.50',
  '2026-01-01 10:00:01,007,2,TRUE,0',
].join('\n');
const OPTIONS = [
  ...['--impressions', '--time', 'at', '--event', 'click=clicked', 'purchase=paid'],
  ...['--attribute', 'position=place', 'itemId=item'],
];

function file(content: string, name = 'shown.csv'): string {
  const path = join(terminal.folder, name);
  writeFileSync(path, content);
  return path;
}

const run = (path: string, ...options: readonly string[]) => runCli(['import', path, ...options], terminal);
const sent = (type: string): readonly SentEvent[] =>
  [...assay.events.values()].filter((event) => event.type === type);
const summary = () => JSON.parse(terminal.printed.at(-1) ?? '{}') as Record<string, unknown>;

describe('assay import --impressions', () => {
  it('sends an impression for each row, and an event for each column that is true or a number', async () => {
    expect(await run(file(SHOWN), ...OPTIONS, '--json')).toBe(EXIT.done);
    expect(sent('impression').map(({ unit, time, attributes }) => [unit, time, attributes])).toEqual([
      ['shown:row-1', '2026-01-01T10:00:00.000Z', { position: 1, itemId: 'a' }],
      ['shown:row-2', '2026-01-01T10:00:01.000Z', { position: 2, itemId: '007' }],
      ['shown:row-3', '2026-01-01T10:00:01.000Z', { position: 2, itemId: '007' }],
    ]);
    expect(sent('click').map(({ unit, value }) => [unit, value])).toEqual([
      ['shown:row-2', undefined],
      ['shown:row-3', undefined],
    ]);
    expect(sent('purchase').map(({ unit, value }) => [unit, value])).toEqual([['shown:row-2', '12.5']]);
    expect(summary()).toMatchObject({
      source: 'shown',
      rows: { read: 3, accepted: 3, duplicate: 0, refused: 0, leftOut: 0 },
      events: { impression: 3, click: 2, purchase: 1 },
      isCovered: true,
      before: { impressions: 0, clicks: 0 },
      positions: { total: { impressions: 3, clicks: 2 } },
    });
  });

  it('sends the same ids the second time, and other ones from another source', async () => {
    await run(file(SHOWN), ...OPTIONS);
    const first = [...assay.events.keys()];
    await run(file(SHOWN, 'copy.csv'), ...OPTIONS, '--source', 'shown');
    expect([...assay.events.keys()]).toEqual(first);
    await run(file(SHOWN, 'copy.csv'), ...OPTIONS);
    expect(assay.events.size).toBe(2 * first.length);
  });

  it('leaves out rows of a unit that repeat an earlier one, and those that --where does not mean', async () => {
    const rows = [
      'user,at,place',
      'u1,2026-01-01,1',
      'u1,2026-01-01,1',
      'u1,2026-01-01,2',
      'u2,2026-01-01,1',
    ].join('\n');
    const options = [
      '--impressions',
      '--unit',
      'user',
      '--time',
      'at',
      '--attribute',
      'position=place',
      '--json',
    ];
    expect(await run(file(rows), ...options, '--where', 'user=u1')).toBe(EXIT.done);
    expect(summary()).toMatchObject({
      rows: { read: 4, accepted: 2, duplicate: 1, leftOut: 1 },
      duplicateLines: [3],
    });
  });

  it('refuses rows with their line and reason, and imports the others', async () => {
    const bad = ['yesterday,a,1,0,', '2026-01-01,a,1,maybe,', '2026-01-01,a,1'].join('\n');
    expect(await run(file(`${SHOWN}\n${bad}`), ...OPTIONS)).toBe(EXIT.refusedRows);
    const text = terminal.printed.join('\n');
    expect(text).toContain('6 rows read, 3 accepted, 0 duplicate, 3 refused');
    expect(text).toContain('line 5: time is "yesterday"; it must be ISO 8601');
    expect(text).toContain('line 6: clicked is "maybe"; it must be TRUE, FALSE or a number below 1e9');
    expect(text).toContain('line 7: has 3 columns, the header has 5');
    expect(text).toContain('Positions: 3 impressions and 2 clicks (0 and 0 before).');
  });

  it('says that the report does not hold all of it yet', async () => {
    assay.completeTo = () => null;
    expect(await run(file(SHOWN), ...OPTIONS, '--wait', '1')).toBe(EXIT.incomplete);
    expect(terminal.printed.join('\n')).toContain('does not hold all of it yet');
  });

  it.each([
    [
      ['--impressions'],
      'Say which column holds the time (--time COLUMN), or when all of it was (--start TIME).',
    ],
    [[...OPTIONS, '--experiment', 'x'], '--experiment belongs to the import of an experiment'],
    [['--event', 'click=clicked'], '--event belongs to --impressions'],
    [[], 'needs --experiment KEY. For rows that are things shown, say --impressions'],
    [[...OPTIONS, '--unit', 'user', '--unit-row'], 'not both'],
    [[...OPTIONS, '--unit', 'nobody'], '--unit names the column "nobody"; the file has at, item'],
    [['--impressions', '--time', 'at', '--event', 'click'], '--event wants NAME=COLUMN, not "click"'],
    [['--impressions', '--time', 'at', '--event', 'exposure=clicked'], '--event names "exposure"'],
    [['--impressions', '--time', 'at', '--attribute', 'a.b=item'], '--attribute names "a.b"'],
    [['--impressions', '--time', 'at', '--attribute', 'a=item', 'a=place'], 'names "a" twice'],
    [['--impressions', '--start', 'soon'], '--start is "soon"'],
    [[...OPTIONS, '--source', 'no spaces'], 'cannot name where the rows come from'],
  ])('refuses what makes no sense: %j', async (options, words) => {
    expect(await run(file(SHOWN), ...options)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(words);
    expect(assay.events.size).toBe(0);
  });
});
