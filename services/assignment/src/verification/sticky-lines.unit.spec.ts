import type { AuditLine, UnitAssigned } from '@assay/contracts';
import type { ModelReader } from '@assay/projections';
import { MemoryStickyStore } from '@assay/sticky';
import { stickyLines } from './sticky-lines.js';

const assigned = (unit: string, variant: string): UnitAssigned =>
  ({ time: '2026-01-31T12:00:00.000Z', data: { unit, variant } }) as UnitAssigned;
const keyOf = (unit: string) => ({ project: 'default', experiment: 'checkout', run: 1, unit });

/** Units u0 to u699, every second one in blue. */
const variantOf = (index: number): string => (index % 2 === 0 ? 'blue' : 'red');
const rows = Array.from({ length: 700 }, (_, index) => {
  const unit = `u${String(index).padStart(3, '0')}`;
  return { ...keyOf(unit), event: assigned(unit, variantOf(index)) };
});

const model = {
  read: <Result>(_name: string, work: (reader: ModelReader) => Promise<Result>) =>
    work({
      query: (sql: string, parameters: readonly unknown[] = []) => {
        if (sql.includes('count(*)')) return Promise.resolve([{ rows: rows.length }]);
        if (sql.includes('random()')) return Promise.resolve(rows.slice(0, Number(parameters[0])));
        return Promise.resolve(rows.filter(({ unit }) => unit > String(parameters[3])).slice(0, 500));
      },
    } as unknown as ModelReader),
};

async function look(sticky: MemoryStickyStore, sample?: number): Promise<readonly AuditLine[]> {
  const lines: AuditLine[] = [];
  for await (const line of stickyLines({ model, sticky }, sample)) lines.push(line);
  return lines;
}

describe('sticky assignments held against the log', () => {
  let sticky: MemoryStickyStore;
  beforeEach(() => {
    sticky = new MemoryStickyStore();
    for (const { event, ...key } of rows.slice(0, 650)) sticky.keep(key, { event, confirmed: true });
  });

  it('agree, also where nothing is held, and every assignment was looked at', async () => {
    const lines = await look(sticky);
    expect(lines.filter(({ line }) => line === 'finding')).toEqual([]);
    expect(lines.at(-1)).toEqual({ line: 'done', checked: 700, unit: 'assignments' });
  });

  it('differ where an entry was changed', async () => {
    sticky.replace(keyOf('u601'), { event: assigned('u601', 'blue'), confirmed: true });
    expect((await look(sticky)).filter(({ line }) => line === 'finding')).toEqual([
      {
        line: 'finding',
        severity: 'damage',
        kind: 'sticky-differs',
        place: 'memory: unit u601 in run 1 of default/checkout',
        problem: "it holds blue, and the log's first assignment is red",
        since: '2026-01-31T12:00:00.000Z',
        expected: 'red',
        found: 'blue',
      },
    ]);
  });

  it('note what the log has not confirmed', async () => {
    sticky.replace(keyOf('u001'), { event: assigned('u001', 'blue'), confirmed: false });
    expect((await look(sticky)).filter(({ line }) => line === 'finding')).toEqual([
      expect.objectContaining({ severity: 'note', kind: 'sticky-unconfirmed' }),
    ]);
  });

  it('are looked at by sample', async () => {
    expect((await look(sticky, 10)).at(-1)).toMatchObject({ checked: 10, leftOut: '690 of 700 assignments' });
  });
});
