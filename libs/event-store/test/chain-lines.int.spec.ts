import type { AuditLine, FindingKind } from '@assay/contracts';
import { chainLines } from '../src/audit/chain-lines.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const OTHER = 'default/experiment/other';

describe('every damage of the chains', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore();
    for (const stream of [STREAM, OTHER])
      await test.store.append(
        stream,
        0,
        ['a', 'b', 'c', 'd'].map((name) => variantAdded(name, stream)),
      );
  });
  afterEach(() => test.close());

  const tamper = async (statement: string): Promise<void> => {
    await test.pool.query('ALTER TABLE events DISABLE TRIGGER events_unchanged');
    await test.pool.query(statement);
  };
  const lines = async (sample?: number): Promise<AuditLine[]> => {
    const all: AuditLine[] = [];
    for await (const line of chainLines(test.pool, sample)) all.push(line);
    return all;
  };
  const found = async (): Promise<(readonly [FindingKind, string])[]> =>
    (await lines()).flatMap((line) =>
      line.line === 'finding' ? [[line.kind, line.place.split(' ').slice(-3).join(' ')] as const] : [],
    );

  it('is nothing in a store as it was written, and says what was looked at', async () => {
    expect(await found()).toEqual([]);
    expect((await lines()).at(-1)).toEqual({ line: 'done', checked: 8, unit: 'events' });
  });

  const at = (version: number): string => `${OTHER} version ${String(version)}`;
  it.each<[string, string, readonly (readonly [FindingKind, string])[]]>([
    [
      'two changed events, each named',
      `UPDATE events SET envelope = replace(envelope::text, 'Variant', 'Wariant')::json WHERE version IN (2, 4) AND stream = '${OTHER}'`,
      [
        ['event-altered', at(2)],
        ['event-altered', at(4)],
      ],
    ],
    [
      'a changed seal, which its successor does not name',
      `UPDATE events SET envelope = regexp_replace(envelope::text, '"assayhash":"[0-9a-f]{4}', '"assayhash":"0000')::json
        WHERE version = 2 AND stream = '${OTHER}'`,
      [
        ['event-altered', at(2)],
        ['chain-broken', at(3)],
      ],
    ],
    [
      'two events that changed places',
      `WITH two AS (SELECT position, version FROM events WHERE stream = '${OTHER}' AND version IN (2, 3)),
         away AS (SELECT max(position) + 100 AS far FROM events)
       UPDATE events e SET position = far + 5 - e.version FROM away WHERE stream = '${OTHER}' AND e.version IN (2, 3)`,
      [
        ['event-reordered', at(3)],
        ['event-reordered', at(4)],
      ],
    ],
    [
      'a stream that was emptied, beside the positions that are missing',
      `DELETE FROM events WHERE stream = '${OTHER}'`,
      [
        ['positions-missing', 'the whole store'],
        ['stream-missing', at(4)],
      ],
    ],
    [
      'an event that was put in between, and what it displaced',
      `INSERT INTO events SELECT position + 100, stream, 5, gen_random_uuid(), type, envelope FROM events
        WHERE stream = '${OTHER}' AND version = 4`,
      [['event-altered', at(5)]],
    ],
  ])('is %s', async (_name, statement, damage) => {
    await tamper(statement);
    expect(
      (await found()).filter(([kind]) => kind !== 'positions-missing' || damage[0]?.[0] === kind),
    ).toEqual(expect.arrayContaining([...damage]));
  });

  it('looks at as many streams as a sample asks for, and says so', async () => {
    const [one, all] = [await lines(1), await lines(2)];
    expect(one.at(-1)).toEqual({ line: 'done', checked: 4, unit: 'events', leftOut: '1 of 2 streams' });
    expect(all.at(-1)).toEqual({ line: 'done', checked: 8, unit: 'events' });
  });

  it('says since when: an event is not damaged before it was stored', async () => {
    const { rows } = await test.pool.query<{ at: Date }>(
      `SELECT recorded_at AS at FROM events WHERE stream = '${OTHER}' AND version = 2`,
    );
    await tamper(
      `UPDATE events SET envelope = replace(envelope::text, 'Variant', 'Wariant')::json WHERE version = 2 AND stream = '${OTHER}'`,
    );
    const finding = (await lines()).find((line) => line.line === 'finding');
    expect(finding).toMatchObject({ since: rows[0]?.at.toISOString() });
  });
});
