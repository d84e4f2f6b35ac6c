import fc from 'fast-check';
import { Batches, bodyOf } from '../src/import/batches.js';
import { outcomeValue, valueFor } from '../src/import/outcome-value.js';
import { rowTime } from '../src/import/row-time.js';
import { Units } from '../src/import/units.js';
import { count, countOf, interval, percent, significant } from '../src/terminal/numbers.js';
import { startProgress } from '../src/terminal/progress.js';
import { NOW, testTerminal } from './support/test-terminal.js';

describe('outcomeValue', () => {
  it.each([
    ['TRUE', { kind: 'word', value: 1 }],
    [' false ', { kind: 'word', value: 0 }],
    ['1', { kind: 'number', text: '1', isRounded: false }],
    ['0.0', { kind: 'number', text: '0', isRounded: false }],
    ['-0', { kind: 'number', text: '0', isRounded: false }],
    ['007.50', { kind: 'number', text: '7.5', isRounded: false }],
    ['.5', { kind: 'number', text: '0.5', isRounded: false }],
    ['-12.25', { kind: 'number', text: '-12.25', isRounded: false }],
    ['1e3', { kind: 'number', text: '1000', isRounded: false }],
    ['123456789.123456', { kind: 'number', text: '123456789.123456', isRounded: false }],
    ['0.1234567', { kind: 'number', text: '0.123457', isRounded: true }],
    ['0.0000001', { kind: 'number', text: '0', isRounded: true }],
  ])('reads "%s"', (text, value) => {
    expect(outcomeValue(text)).toEqual(value);
  });

  it.each(['', 'yes', '1,5', 'NaN', 'Infinity', '0x10', '1e9', '-1000000000', '1 2'])(
    'does not read "%s"',
    (text) => {
      expect(outcomeValue(text)).toBeUndefined();
    },
  );

  it('keeps every number of six decimals below a thousand millions exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        fc.integer({ min: 0, max: 999_999 }),
        (whole, micros) => {
          const text = `${String(whole)}.${String(micros).padStart(6, '0')}`;
          const value = outcomeValue(text);
          expect(value).toMatchObject({ kind: 'number', isRounded: false });
          expect(Number(value?.kind === 'number' ? value.text : Number.NaN)).toBe(Number(text) + 0);
        },
      ),
      { seed: 1 },
    );
  });
});

describe('valueFor', () => {
  const word = { kind: 'word', value: 1 } as const;
  const number = (text: string) => ({ kind: 'number', text, isRounded: false }) as const;

  it('takes words and 0/1 for proportions, numbers for means', () => {
    expect(valueFor('proportion', word)).toBe('1');
    expect(valueFor('proportion', number('0'))).toBe('0');
    expect(valueFor('proportion', number('2'))).toBeUndefined();
    expect(valueFor('mean', number('2'))).toBe('2');
    expect(valueFor('mean', word)).toBeUndefined();
  });
});

describe('rowTime', () => {
  it.each([
    ['2019-11-24T00:03:13Z', '2019-11-24T00:03:13.000Z'],
    ['2019-11-24 00:03:13.442536+00:00', '2019-11-24T00:03:13.442Z'],
    ['2019-11-24T02:03:13+0200', '2019-11-24T00:03:13.000Z'],
    ['2019-11-24 00:03', '2019-11-24T00:03:00.000Z'],
    ['2019-11-24', '2019-11-24T00:00:00.000Z'],
    ['1574553600', '2019-11-24T00:00:00.000Z'],
    ['1574553600123', '2019-11-24T00:00:00.123Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(rowTime(text, NOW) ?? 0).toISOString()).toBe(expected);
  });

  it.each(['', 'yesterday', '24.11.2019', '2019-13-01', '1999-12-31', '2031-01-01', '12'])(
    'does not take "%s"',
    (text) => {
      expect(rowTime(text, NOW)).toBeUndefined();
    },
  );
});

describe('Batches', () => {
  it('are full at a thousand events', () => {
    const batches = new Batches();
    const full = Array.from({ length: 1001 }, (_, line) => batches.add({ line, json: '{}' })).filter(
      (batch) => batch !== undefined,
    );
    expect(full.map((batch) => batch.length)).toEqual([1000]);
    expect(batches.take()).toHaveLength(1);
    expect(batches.take()).toHaveLength(0);
  });

  it('stay below a megabyte, counted in bytes', () => {
    const batches = new Batches();
    const json = JSON.stringify({ text: 'ü'.repeat(100_000) });
    for (let line = 0; line < 20; line += 1) {
      const full = batches.add({ line, json });
      if (full !== undefined) expect(Buffer.byteLength(bodyOf(full))).toBeLessThan(1_000_000);
    }
    expect(Buffer.byteLength(bodyOf(batches.take()))).toBeLessThan(1_000_000);
  });

  it('let a single large event through for the server to judge', () => {
    const batches = new Batches();
    expect(batches.add({ line: 1, json: 'x'.repeat(2_000_000) })).toBeUndefined();
    expect(batches.take()).toHaveLength(1);
  });

  it('become one JSON body', () => {
    const events = [
      { line: 1, json: '{"a":1}' },
      { line: 2, json: '{"b":2}' },
    ];
    expect(JSON.parse(bodyOf(events))).toEqual({ events: [{ a: 1 }, { b: 2 }] });
  });
});

describe('Units', () => {
  it('counts units by variant, without those in two', () => {
    const units = new Units();
    expect(units.add('u1', 'a', 'u1 a 1')).toBe(true);
    expect(units.add('u1', 'a', 'u1 a 2')).toBe(true);
    expect(units.add('u2', 'b', 'u2 b 1')).toBe(true);
    expect(units.add('u3', 'a', 'u3 a 1')).toBe(true);
    expect(units.add('u3', 'b', 'u3 b 1')).toBe(true);
    expect(units.add('u3', 'a', 'u3 a 2')).toBe(true);
    expect(units.add('u2', 'b', 'u2 b 1')).toBe(false);
    expect([...units.expected()]).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(units.inTwoVariants).toBe(1);
  });
});

describe('numbers in tables', () => {
  it('read well, with a dash for what is not there', () => {
    expect([count(90189), significant(0.00155424999), significant(-3.1643588), percent(-0.0431)]).toEqual([
      '90,189',
      '0.00155425',
      '-3.16436',
      '-4.31 %',
    ]);
    expect([significant(null), percent(undefined), interval(null)]).toEqual(['–', '–', '–']);
    expect(interval([0.1, 0.25], percent)).toBe('[10.00 %, 25.00 %]');
  });

  it('agree with what is counted', () => {
    expect([0, 1, 1_000].map((units) => countOf(units, 'unit'))).toEqual([
      '0 units',
      '1 unit',
      '1,000 units',
    ]);
    expect([1, 2].map((events) => countOf(events, 'event is', 'events are'))).toEqual([
      '1 event is',
      '2 events are',
    ]);
  });
});

describe('progress', () => {
  it('prints a line every five seconds and at the end, with rate and time left', async () => {
    const terminal = testTerminal();
    const progress = startProgress(terminal, { title: 'Importing', total: 1000, unit: 'rows' });
    for (let done = 1; done <= 10; done += 1) {
      await terminal.sleep(1000);
      progress.advance(done * 50);
    }
    progress.finish();
    expect(terminal.noted).toEqual([
      'Importing: 250 of 1,000 rows, 50/s, 15 s left',
      'Importing: 500 of 1,000 rows, 50/s, 10 s left',
      'Importing: 500 of 1,000 rows, 50/s, 10 s left',
    ]);
  });

  it('grows its total when the log grows under it', async () => {
    const terminal = testTerminal();
    const progress = startProgress(terminal, { title: 'Rebuilding engine', total: 100, unit: 'events' });
    await terminal.sleep(1000);
    progress.advance(120);
    progress.finish();
    expect(terminal.noted).toEqual(['Rebuilding engine: 120 of 120 events, 120/s, 0 s left']);
  });
});
