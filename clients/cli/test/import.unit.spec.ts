import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EXIT, runCli } from '../src/index.js';
import type { SentEvent } from './support/fake-assay.js';
import { FakeAssay } from './support/fake-assay.js';
import type { TestTerminal } from './support/test-terminal.js';
import { testTerminal } from './support/test-terminal.js';

let assay: FakeAssay;
let terminal: TestTerminal;

beforeEach(async () => {
  assay = new FakeAssay();
  terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'token-of-the-test' });
});
afterEach(() => assay.stop());

const GAME = [
  'userid,version,rounds,day7',
  '116,gate_30,3,FALSE',
  '337,gate_30,38,TRUE',
  '377,gate_40,165,FALSE',
  '483,gate_40,0,TRUE',
].join('\n');

function file(content: string | Buffer, name = 'game.csv'): string {
  const path = join(terminal.folder, name);
  writeFileSync(path, content);
  return path;
}

const OPTIONS = '--experiment game --unit userid --variant version --control gate_30'.split(' ');
const OUTCOMES = ['--outcome', 'day7=day7', '--outcome', 'rounds=rounds'];

const importFile = (path: string, ...more: string[]): Promise<number> =>
  runCli(['import', path, ...OPTIONS, ...OUTCOMES, '--create', ...more], terminal);

const summary = (): Record<string, unknown> & { rows: Record<string, number> } =>
  JSON.parse(terminal.printed.at(-1) ?? '{}') as ReturnType<typeof summary>;

const sent = (type: string): readonly SentEvent[] =>
  [...assay.events.values()].filter((event) => event.type === type);

describe('assay import', () => {
  it('makes the experiment from the file: variants, control, types of the outcomes, first one primary', async () => {
    expect(await importFile(file(GAME), '--start', '2016-01-01')).toBe(EXIT.done);
    expect(assay.experiments.get('game')).toMatchObject({
      key: 'game',
      origin: 'imported',
      unitType: 'userid',
      startedAt: '2016-01-01T00:00:00.000Z',
      variants: [
        { key: 'gate_30', name: 'gate_30', isControl: true, weight: 1 },
        { key: 'gate_40', name: 'gate_40', isControl: false, weight: 1 },
      ],
      primaryMetric: { key: 'day7', type: 'proportion', event: 'game:day7' },
      secondaryMetrics: [{ key: 'rounds', type: 'mean', event: 'game:rounds' }],
    });
  });

  it('sends an exposure for each row, and an event for each outcome that is not FALSE or 0', async () => {
    await importFile(file(GAME), '--start', '2016-01-01');
    expect(assay.exposures).toHaveLength(4);
    expect(assay.exposures[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'exposure',
      unit: '116',
      time: '2016-01-01T00:00:00.000Z',
      experiment: 'game',
      variant: 'gate_30',
      run: 1,
      phase: 1,
      reason: 'split',
      propensity: 0.5,
    });
    expect(sent('game:day7').map(({ unit }) => unit)).toEqual(['337', '483']);
    expect(sent('game:rounds').map(({ unit, value }) => [unit, value])).toEqual([
      ['116', '3'],
      ['337', '38'],
      ['377', '165'],
    ]);
    expect([...assay.tokens]).toEqual(['Bearer token-of-the-test']);
  });

  it('sends the same ids the second time, takes the start over, and says that nothing changed', async () => {
    await importFile(file(GAME));
    const first = [...assay.events.keys()];
    expect(await importFile(file(GAME), '--start', '2020-05-05')).toBe(EXIT.done);
    expect([...assay.events.keys()]).toEqual(first);
    expect(terminal.printed.at(-1)).toContain('4 units, as before');
  });

  it('reads gzip by its content, whatever the file is called', async () => {
    expect(await importFile(file(gzipSync(GAME), 'game.data'))).toBe(EXIT.done);
    expect(assay.exposures).toHaveLength(4);
  });

  it('takes a byte order mark, CRLF, quotes and spaces as spreadsheets write them', async () => {
    const text = '\ufeffuserid,version,rounds,day7\r\n"1", gate_30 ,"1.50",true\r\n2,gate_40,2,false\r\n';
    expect(await importFile(file(text))).toBe(EXIT.done);
    expect(sent('game:rounds').map(({ value }) => value)).toEqual(['1.5', '2']);
  });

  it('refuses rows with their line and reason, and imports the others', async () => {
    const bad = ['5,,1,TRUE', ',gate_30,1,TRUE', '6,gate_30,many,TRUE', '7,gate_30', '8,gate_30,1,maybe'];
    expect(await importFile(file([GAME, ...bad].join('\n')), '--json')).toBe(EXIT.refusedRows);
    expect(summary().rows).toEqual({ read: 9, leftOut: 0, accepted: 4, duplicate: 0, refused: 5 });
    expect(summary()['refusals']).toEqual([
      { line: 6, problem: 'variant is missing' },
      { line: 7, problem: 'unit is missing' },
      { line: 8, problem: 'rounds is "many"; it must be TRUE, FALSE or a number below 1e9' },
      { line: 9, problem: 'has 2 columns, the header has 4' },
      { line: 10, problem: 'day7 is "maybe"; it must be TRUE, FALSE or a number below 1e9' },
    ]);
  });

  it('names refused lines in the summary people read', async () => {
    await importFile(file(`${GAME}\n9,,1,TRUE`));
    expect(terminal.printed.join('\n')).toContain('5 rows read, 4 accepted, 0 duplicate, 1 refused');
    expect(terminal.printed.join('\n')).toContain('  line 6: variant is missing');
  });

  it('counts rows that repeat an earlier one, with their lines', async () => {
    expect(await importFile(file(`${GAME}\n337,gate_30,38,TRUE\n`), '--json')).toBe(EXIT.done);
    expect(summary().rows).toMatchObject({ read: 5, accepted: 4, duplicate: 1 });
    expect(summary()['duplicateLines']).toEqual([6]);
  });

  it('does not wait for units that stand in two variants, and says how many there are', async () => {
    expect(await importFile(file(`${GAME}\n337,gate_40,1,FALSE`), '--json')).toBe(EXIT.done);
    expect(summary()).toMatchObject({ unitsInTwoVariants: 1, unitsAfter: 3, isCovered: true });
  });

  it('uses only the rows that --where asks for', async () => {
    await importFile(file(GAME), '--where', 'day7=TRUE', '--json');
    expect(summary().rows).toMatchObject({ read: 4, leftOut: 2, accepted: 2 });
    expect(assay.exposures.map(({ unit }) => unit)).toEqual(['337', '483']);
  });

  it('makes each row a unit of its own with --unit-row', async () => {
    const options =
      '--experiment game --unit-row --variant version --control gate_30 --outcome day7=day7 --create';
    await runCli(['import', file(GAME), ...options.split(' ')], terminal);
    expect(assay.exposures.map(({ unit }) => unit)).toEqual([
      'game:row-1',
      'game:row-2',
      'game:row-3',
      'game:row-4',
    ]);
  });

  it('takes the time of each row with --time, and starts the experiment with the earliest', async () => {
    const text = [
      'at,version,click',
      '2019-11-24 00:03:13.442536+00:00,a,1',
      '2019-11-23T23:00:00Z,b,0',
      '1574553600,b,1',
      'yesterday,a,1',
      '2031-01-01T00:00:00Z,a,1',
    ].join('\n');
    const options =
      '--experiment ads --unit-row --variant version --control a --outcome click=click --time at --create';
    expect(await runCli(['import', file(text), ...options.split(' '), '--json'], terminal)).toBe(
      EXIT.refusedRows,
    );
    expect(assay.experiments.get('ads')).toMatchObject({ startedAt: '2019-11-23T23:00:00.000Z' });
    expect(assay.exposures.map(({ time }) => time)).toEqual([
      '2019-11-24T00:03:13.442Z',
      '2019-11-23T23:00:00.000Z',
      '2019-11-24T00:00:00.000Z',
    ]);
    expect(summary()['refusals']).toMatchObject([{ line: 5 }, { line: 6 }]);
  });

  it('makes keys from values that cannot be keys, and keeps the values as names', async () => {
    const text = GAME.replaceAll('gate_30', 'Gate 30 (old)').replaceAll('gate_40', 'Gate 40');
    const options = [
      '--experiment',
      'game',
      '--unit',
      'userid',
      '--variant',
      'version',
      '--control',
      'Gate 30 (old)',
    ];
    await runCli(['import', file(text), ...options, ...OUTCOMES, '--create'], terminal);
    expect(assay.experiments.get('game')?.['variants']).toMatchObject([
      { key: 'gate-30-old', name: 'Gate 30 (old)', isControl: true },
      { key: 'gate-40', name: 'Gate 40' },
    ]);
    expect(assay.exposures.map(({ variant }) => variant)).toEqual([
      'gate-30-old',
      'gate-30-old',
      'gate-40',
      'gate-40',
    ]);
  });

  it('rounds values to six decimals and says so', async () => {
    await importFile(file(GAME.replace(',38,', ',38.12345678,')));
    expect(sent('game:rounds').map(({ value }) => value)).toContain('38.123457');
    expect(terminal.printed.join('\n')).toContain('1 values were rounded to six decimals');
  });

  it('sends batches of at most a thousand events', async () => {
    const rows = Array.from(
      { length: 1500 },
      (_, i) => `${String(i)},gate_${i % 2 === 0 ? '30' : '40'},${String(i + 1)},TRUE`,
    );
    expect(await importFile(file(['userid,version,rounds,day7', ...rows].join('\n')))).toBe(EXIT.done);
    expect(assay.events.size).toBe(4500);
    expect(Math.max(...assay.batchSizes)).toBe(1000);
    expect(assay.batchSizes.reduce((sum, size) => sum + size, 0)).toBe(4500);
  });

  it('sends again what failed for a while, as long after as the server asks', async () => {
    assay.failures.push({ status: 503, headers: { 'retry-after': '2' } }, { status: 429 }, { status: 503 });
    expect(await importFile(file(GAME))).toBe(EXIT.done);
    expect(assay.exposures).toHaveLength(4);
    expect(terminal.pauses.slice(0, 3)).toEqual([2000, 500, 1000]);
  });

  it('ends with what the server says when it refuses a batch for good', async () => {
    const problem = { status: 403, code: 'FORBIDDEN', title: 'Not allowed', detail: 'role viewer may not' };
    assay.failures.push({ status: 403, body: problem });
    expect(await importFile(file(GAME))).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('POST /api/v1/events: 403 FORBIDDEN: role viewer may not');
  });

  it('lists events that the server refuses under the lines they come from', async () => {
    assay.refuses = ({ value }) => value === '165';
    expect(await importFile(file(GAME), '--json')).toBe(EXIT.refusedRows);
    expect(summary()['refusals']).toEqual([
      { line: 4, problem: 'value is not wanted (refused by the server)' },
    ]);
    expect(summary().rows).toMatchObject({ accepted: 3, refused: 1 });
  });

  it('waits until the report covers what was sent', async () => {
    let looks = 0;
    assay.completeTo = () => ((looks += 1) < 5 ? '2000-01-01T00:00:00.000Z' : '2099-01-01T00:00:00.000Z');
    expect(await importFile(file(GAME))).toBe(EXIT.done);
    expect(looks).toBe(5);
  });

  it('says what is still missing when the report does not get there', async () => {
    assay.hides = ({ unit }) => unit === '377';
    assay.completeTo = () => null;
    expect(await importFile(file(GAME), '--wait', '2')).toBe(EXIT.incomplete);
    const text = terminal.printed.join('\n');
    expect(text).toContain('gate_40: 1 of 2 units');
    expect(text).toContain('complete to no instant yet');
  });

  it('does not wait for the limit when the report is complete and units are missing all the same', async () => {
    assay.hides = ({ unit }) => unit === '377';
    expect(await importFile(file(GAME), '--wait', '80000', '--json')).toBe(EXIT.incomplete);
    expect(summary()['missing']).toEqual(['gate_40: 1 of 2 units']);
    expect(terminal.pauses).toEqual([]);
  });

  it('shows plain lines of progress where nobody watches', async () => {
    await importFile(file(GAME));
    expect(terminal.noted.some((line) => line.startsWith('Importing: 4 of 4 rows'))).toBe(true);
  });
});

describe('assay import into an experiment that is there', () => {
  const draft = (changes: object = {}) => ({
    key: 'game',
    origin: 'imported',
    status: 'running',
    run: 2,
    phase: 3,
    startedAt: '2020-01-01T00:00:00.000Z',
    variants: [
      { key: 'old', name: 'gate_30', isControl: true, weight: 3 },
      { key: 'gate_40', name: 'The new gate', isControl: false, weight: 1 },
    ],
    primaryMetric: { key: 'day7', type: 'proportion', event: 'came_back' },
    secondaryMetrics: [{ key: 'rounds', type: 'mean', event: 'played' }],
    ...changes,
  });
  const importThere = (...more: string[]) =>
    runCli(['import', file(GAME), ...OPTIONS, ...OUTCOMES, ...more], terminal);

  it('uses its run, phase, start, variants by key or name, weights and event names', async () => {
    assay.experiments.set('game', draft());
    expect(await importThere()).toBe(EXIT.done);
    expect(assay.exposures[0]).toMatchObject({
      run: 2,
      phase: 3,
      time: '2020-01-01T00:00:00.000Z',
      variant: 'old',
      propensity: 0.75,
    });
    expect(assay.exposures[2]).toMatchObject({ variant: 'gate_40', propensity: 0.25 });
    expect(sent('came_back')).toHaveLength(2);
    expect(sent('played')).toHaveLength(3);
  });

  it('starts it when it is a draft', async () => {
    assay.experiments.set('game', draft({ status: 'draft', run: null, phase: null, startedAt: null }));
    await importThere('--start', '2021-01-01T00:00:00Z');
    expect(assay.experiments.get('game')).toMatchObject({
      status: 'running',
      startedAt: '2021-01-01T00:00:00.000Z',
    });
  });

  it('refuses rows of variants it does not have', async () => {
    const variants = [
      ...draft().variants.slice(0, 1),
      { key: 'other', name: 'other', isControl: false, weight: 1 },
    ];
    assay.experiments.set('game', draft({ variants }));
    expect(await importThere('--json')).toBe(EXIT.refusedRows);
    expect(summary()['refusals']).toMatchObject([
      { line: 4, problem: 'variant is "gate_40", which game does not have' },
      { line: 5, problem: 'variant is "gate_40", which game does not have' },
    ]);
  });

  it('refuses values that do not fit the type of its metric', async () => {
    const secondaryMetrics = [{ key: 'rounds', type: 'proportion', event: 'played' }];
    assay.experiments.set('game', draft({ secondaryMetrics }));
    await importThere('--json');
    expect(summary()['refusals']).toContainEqual({
      line: 2,
      problem: 'rounds is 3; the metric is a proportion and takes TRUE, FALSE, 0 and 1',
    });
  });

  it.each([
    ['it is missing', undefined, 'There is no experiment game'],
    ['Assay assigns it itself', draft({ origin: 'assigned' }), 'game is assigned by Assay itself'],
    [
      'its control is another one',
      draft({ variants: [...draft().variants].reverse().map((v) => ({ ...v, isControl: !v.isControl })) }),
      'the control of game is The new gate',
    ],
    ['it lacks a metric', draft({ secondaryMetrics: [] }), 'game has no metric rounds; it has day7'],
  ])('ends with a sentence when %s', async (_case, experiment, message) => {
    if (experiment !== undefined) assay.experiments.set('game', experiment);
    expect(await importThere()).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain(message);
    expect(assay.events.size).toBe(0);
  });
});

describe('assay import of what cannot be imported', () => {
  const run = (...args: string[]) => runCli(['import', ...args], terminal);
  const usual = ['--unit', 'userid', '--variant', 'version', '--control', 'gate_30', '--create'];

  it.each([
    [
      'a column that is not there',
      ['--experiment', 'game', ...usual, '--outcome', 'x=day1'],
      'the file has userid, version, rounds, day7',
    ],
    ['no unit', ['--experiment', 'game', '--variant', 'version', '--outcome', 'x=day7'], '--unit-row'],
    [
      'unit and unit-row',
      ['--experiment', 'game', ...usual, '--unit-row', '--outcome', 'x=day7'],
      '--unit-row',
    ],
    [
      'create without control',
      ['--experiment', 'g', '--unit', 'userid', '--variant', 'version', '--outcome', 'x=day7', '--create'],
      '--create needs --control',
    ],
    [
      'a control that no row has',
      [
        '--experiment',
        'game',
        '--unit',
        'userid',
        '--variant',
        'version',
        '--control',
        'gate_50',
        '--outcome',
        'x=day7',
        '--create',
      ],
      'column "version" has gate_30, gate_40',
    ],
    [
      'an experiment that is no key',
      ['--experiment', 'my game', ...usual, '--outcome', 'x=day7'],
      '--experiment is "my game"',
    ],
    [
      'an outcome without a column',
      ['--experiment', 'game', ...usual, '--outcome', 'day7'],
      '--outcome wants NAME=COLUMN',
    ],
    [
      'an outcome named like an exposure',
      ['--experiment', 'game', ...usual, '--outcome', 'exposure=day7'],
      'is not exposure or outcome',
    ],
    [
      'an outcome named twice',
      ['--experiment', 'game', ...usual, '--outcome', 'x=day7', 'x=rounds'],
      'names "x" twice',
    ],
    [
      'a start that is no time',
      ['--experiment', 'game', ...usual, '--outcome', 'x=day7', '--start', 'soon'],
      '--start is "soon"',
    ],
    [
      'a wait that is no number',
      ['--experiment', 'game', ...usual, '--outcome', 'x=day7', '--wait', 'long'],
      '--wait is "long"',
    ],
  ])('%s is a sentence and exit code 2', async (_case, options, message) => {
    expect(await run(file(GAME), ...options)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain(message);
  });

  it.each([
    ['missing', undefined, 'does not exist'],
    ['empty', '', 'is empty'],
    ['damaged gzip', gzipSync(GAME).subarray(0, 40), 'unexpected end of file'],
  ])('a file that is %s is a sentence and exit code 1', async (_case, content, message) => {
    const path = content === undefined ? join(terminal.folder, 'nowhere.csv') : file(content);
    expect(await importFile(path)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain(message);
  });

  it('a folder is a sentence and exit code 1', async () => {
    expect(await importFile(terminal.folder)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('is a folder, not a file');
  });

  it.each([
    ['one variant', GAME.replaceAll('gate_40', 'gate_30'), 'has one value, gate_30'],
    [
      'as many variants as rows',
      [
        'userid,version,rounds,day7',
        ...Array.from({ length: 60 }, (_, i) => `${String(i)},v${String(i)},1,TRUE`),
      ].join('\n'),
      'has 60 different values',
    ],
    [
      'variants that make one key',
      GAME.replaceAll('gate_30', 'Gate 1').replaceAll('gate_40', 'gate-1'),
      'make the same key, gate-1',
    ],
    ['a header alone', 'userid,version,rounds,day7\n', 'has no usable value'],
    [
      'a file whose outcome is words',
      'userid,version,rounds,day7\n1,gate_30,1,soon\n',
      'line 2: day7 is "soon"',
    ],
  ])('%s cannot become an experiment', async (_case, content, message) => {
    expect(await importFile(file(content))).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain(message);
    expect(assay.experiments.size).toBe(0);
  });

  it('a stray quote does not take the rows after it along', async () => {
    const text = [
      'userid,version,rounds,day7',
      '1,gate_30,1,TRUE',
      '"2"x,gate_30,1,TRUE',
      '3,gate_40,1,TRUE',
    ].join('\n');
    await importFile(file(text), '--json');
    expect(assay.exposures.map(({ unit }) => unit)).toContain('3');
    expect(summary().rows['read']).toBe(3);
  });
});
