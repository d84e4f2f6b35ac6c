import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EXIT, runCli } from '../src/index.js';
import { GAME, importing } from './support/importing.js';

const here = importing();
const { file, importFile, summary } = here;

describe('assay import of what cannot be imported', () => {
  const run = (...args: string[]) => runCli(['import', ...args], here.terminal);
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
    expect(here.terminal.noted.join('\n')).toContain(message);
  });

  it.each([
    ['missing', undefined, 'does not exist'],
    ['empty', '', 'is empty'],
    ['damaged gzip', gzipSync(GAME).subarray(0, 40), 'unexpected end of file'],
  ])('a file that is %s is a sentence and exit code 1', async (_case, content, message) => {
    const path = content === undefined ? join(here.terminal.folder, 'nowhere.csv') : file(content);
    expect(await importFile(path)).toBe(EXIT.failed);
    expect(here.terminal.noted.at(-1)).toContain(message);
  });

  it('a folder is a sentence and exit code 1', async () => {
    expect(await importFile(here.terminal.folder)).toBe(EXIT.failed);
    expect(here.terminal.noted.at(-1)).toContain('is a folder, not a file');
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
    expect(here.terminal.noted.at(-1)).toContain(message);
    expect(here.assay.experiments.size).toBe(0);
  });

  it('a stray quote does not take the rows after it along', async () => {
    const text = [
      'userid,version,rounds,day7',
      '1,gate_30,1,TRUE',
      '"2"x,gate_30,1,TRUE',
      '3,gate_40,1,TRUE',
    ].join('\n');
    await importFile(file(text), '--json');
    expect(here.assay.exposures.map(({ unit }) => unit)).toContain('3');
    expect(summary().rows['read']).toBe(3);
  });
});
