import { gzipSync } from 'node:zlib';
import { EXIT, runCli } from '../src/index.js';
import { GAME, OUTCOMES, importing } from './support/importing.js';

const here = importing();
const { file, importFile, sent, summary } = here;

describe('assay import', () => {
  it('makes the experiment from the file: variants, control, types of the outcomes, first one primary', async () => {
    expect(await importFile(file(GAME), '--start', '2016-01-01')).toBe(EXIT.done);
    expect(here.assay.experiments.get('game')).toMatchObject({
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
    expect(here.assay.exposures).toHaveLength(4);
    expect(here.assay.exposures[0]).toEqual({
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
    expect([...here.assay.tokens]).toEqual(['Bearer token-of-the-test']);
  });

  it('sends the same ids the second time, takes the start over, and says that nothing changed', async () => {
    await importFile(file(GAME));
    const first = [...here.assay.events.keys()];
    expect(await importFile(file(GAME), '--start', '2020-05-05')).toBe(EXIT.done);
    expect([...here.assay.events.keys()]).toEqual(first);
    expect(here.terminal.printed.at(-1)).toContain('4 units, as before');
  });

  it('reads gzip by its content, whatever the file is called', async () => {
    expect(await importFile(file(gzipSync(GAME), 'game.data'))).toBe(EXIT.done);
    expect(here.assay.exposures).toHaveLength(4);
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
    expect(here.terminal.printed.join('\n')).toContain('5 rows read, 4 accepted, 0 duplicate, 1 refused');
    expect(here.terminal.printed.join('\n')).toContain('  line 6: variant is missing');
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
    expect(here.assay.exposures.map(({ unit }) => unit)).toEqual(['337', '483']);
  });

  it('makes each row a unit of its own with --unit-row', async () => {
    const options =
      '--experiment game --unit-row --variant version --control gate_30 --outcome day7=day7 --create';
    await runCli(['import', file(GAME), ...options.split(' ')], here.terminal);
    expect(here.assay.exposures.map(({ unit }) => unit)).toEqual([
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
    expect(await runCli(['import', file(text), ...options.split(' '), '--json'], here.terminal)).toBe(
      EXIT.refusedRows,
    );
    expect(here.assay.experiments.get('ads')).toMatchObject({ startedAt: '2019-11-23T23:00:00.000Z' });
    expect(here.assay.exposures.map(({ time }) => time)).toEqual([
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
    await runCli(['import', file(text), ...options, ...OUTCOMES, '--create'], here.terminal);
    expect(here.assay.experiments.get('game')?.['variants']).toMatchObject([
      { key: 'gate-30-old', name: 'Gate 30 (old)', isControl: true },
      { key: 'gate-40', name: 'Gate 40' },
    ]);
    expect(here.assay.exposures.map(({ variant }) => variant)).toEqual([
      'gate-30-old',
      'gate-30-old',
      'gate-40',
      'gate-40',
    ]);
  });

  it('rounds values to six decimals and says so', async () => {
    await importFile(file(GAME.replace(',38,', ',38.12345678,')));
    expect(sent('game:rounds').map(({ value }) => value)).toContain('38.123457');
    expect(here.terminal.printed.join('\n')).toContain('1 value was rounded to six decimals');
  });

  it('sends batches of at most a thousand events', async () => {
    const rows = Array.from(
      { length: 1500 },
      (_, i) => `${String(i)},gate_${i % 2 === 0 ? '30' : '40'},${String(i + 1)},TRUE`,
    );
    expect(await importFile(file(['userid,version,rounds,day7', ...rows].join('\n')))).toBe(EXIT.done);
    expect(here.assay.events.size).toBe(4500);
    expect(Math.max(...here.assay.batchSizes)).toBe(1000);
    expect(here.assay.batchSizes.reduce((sum, size) => sum + size, 0)).toBe(4500);
  });

  it('sends again what failed for a while, as long after as the server asks', async () => {
    here.assay.failures.push(
      { status: 503, headers: { 'retry-after': '2' } },
      { status: 429 },
      { status: 503 },
    );
    expect(await importFile(file(GAME))).toBe(EXIT.done);
    expect(here.assay.exposures).toHaveLength(4);
    expect(here.terminal.pauses.slice(0, 3)).toEqual([2000, 500, 1000]);
  });

  it('ends with what the server says when it refuses a batch for good', async () => {
    const problem = { status: 403, code: 'FORBIDDEN', title: 'Not allowed', detail: 'role viewer may not' };
    here.assay.failures.push({ status: 403, body: problem });
    expect(await importFile(file(GAME))).toBe(EXIT.failed);
    expect(here.terminal.noted.at(-1)).toContain('POST /api/v1/events: 403 FORBIDDEN: role viewer may not');
  });

  it('lists events that the server refuses under the lines they come from', async () => {
    here.assay.refuses = ({ value }) => value === '165';
    expect(await importFile(file(GAME), '--json')).toBe(EXIT.refusedRows);
    expect(summary()['refusals']).toEqual([
      { line: 4, problem: 'value is not wanted (refused by the server)' },
    ]);
    expect(summary().rows).toMatchObject({ accepted: 3, refused: 1 });
  });

  it('waits until the report covers what was sent', async () => {
    let looks = 0;
    here.assay.completeTo = () =>
      (looks += 1) < 5 ? '2000-01-01T00:00:00.000Z' : '2099-01-01T00:00:00.000Z';
    expect(await importFile(file(GAME))).toBe(EXIT.done);
    expect(looks).toBe(5);
  });

  it('says what is still missing when the report does not get there', async () => {
    here.assay.hides = ({ unit }) => unit === '377';
    here.assay.completeTo = () => null;
    expect(await importFile(file(GAME), '--wait', '2')).toBe(EXIT.incomplete);
    const text = here.terminal.printed.join('\n');
    expect(text).toContain('gate_40: 1 of 2 units');
    expect(text).toContain('complete to no instant yet');
  });

  it('does not wait for the limit when the report is complete and units are missing all the same', async () => {
    here.assay.hides = ({ unit }) => unit === '377';
    expect(await importFile(file(GAME), '--wait', '80000', '--json')).toBe(EXIT.incomplete);
    expect(summary()['missing']).toEqual(['gate_40: 1 of 2 units']);
    expect(here.terminal.pauses).toEqual([]);
  });

  it('shows plain lines of progress where nobody watches', async () => {
    await importFile(file(GAME));
    expect(here.terminal.noted.some((line) => line.startsWith('Importing: 4 of 4 rows'))).toBe(true);
  });
});
