import type { AuditLine } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { logLines } from '../src/audit/log-lines.js';
import { Relay } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const TOPIC = TOPICS.experiments.name;
const IN_TOPIC = `topic_id = (SELECT topic_id FROM bus.topics WHERE name = '${TOPIC}')`;
const OF_B = `headers ->> 'ce_streamversion' = '2'`;

/** Six events of one stream, stored, published, and untouched. */
describe('the event store held against the log', () => {
  let test: TestStore;
  let bus: EventBus;
  let relay: Relay;
  beforeEach(async () => {
    test = await openTestStore();
    const { databaseUrl } = test.database;
    bus = createBus({
      bus: { kind: 'postgres', databaseUrl },
      topics: { partitions: 2, retentionMs: -1, replicationFactor: 1 },
    });
    await bus.createTopics();
    relay = new Relay({ ...test.database, bus });
    relay.start();
    await test.store.append(
      STREAM,
      0,
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...variantAdded(name), source: 'assignment' })),
    );
    await eventually(async () => (await bus.ends(TOPIC)).some(({ end }) => end === 6));
    await relay.stop();
  });
  afterEach(async () => {
    await bus.close();
    await test.close();
  });

  const look = async (sample?: number): Promise<readonly AuditLine[]> => {
    const all: AuditLine[] = [];
    for await (const line of logLines({ service: 'assignment', pool: test.pool, bus }, sample))
      all.push(line);
    return all;
  };
  const kinds = async (): Promise<string[]> =>
    (await look())
      .flatMap((line) => (line.line === 'finding' ? [`${line.severity} ${line.kind}`] : []))
      .sort();
  const tamper = async (...statements: readonly string[]): Promise<void> => {
    await test.pool.query('ALTER TABLE bus.log DISABLE TRIGGER log_is_append_only');
    for (const statement of statements) await test.pool.query(statement);
  };

  it('finds nothing where nothing was changed', async () => {
    expect(await kinds()).toEqual([]);
    expect((await look()).at(-1)).toEqual({ line: 'done', checked: 6, unit: 'messages' });
  });

  it.each<[string, string, readonly string[]]>([
    [
      'a message that was deleted: the hole, and what the log no longer has',
      `DELETE FROM bus.log WHERE ${IN_TOPIC} AND ${OF_B}`,
      ['damage record-missing', 'damage record-missing'],
    ],
    [
      'one changed byte of a message',
      `UPDATE bus.log SET value = convert_to(replace(convert_from(value, 'UTF8'), 'Variant b', 'Variant B'), 'UTF8')
       WHERE ${IN_TOPIC} AND ${OF_B}`,
      ['damage record-altered'],
    ],
    [
      'another actor in its headers',
      `UPDATE bus.log SET headers = replace(headers::text, '"ce_actor":"', '"ce_actor":"x')::json
       WHERE ${IN_TOPIC} AND ${OF_B}`,
      ['damage record-altered'],
    ],
    [
      'two messages that changed places',
      `UPDATE bus.log l SET headers = o.headers, value = o.value FROM bus.log o
       WHERE l.topic_id = o.topic_id AND l.partition = o.partition AND l.${IN_TOPIC}
         AND ((l."offset" = 1 AND o."offset" = 2) OR (l."offset" = 2 AND o."offset" = 1))`,
      ['damage record-reordered'],
    ],
  ])('finds %s', async (_name, statement, expected) => {
    await tamper(statement);
    expect(await kinds()).toEqual(expected);
  });

  it('finds a message that the store never had, and notes one that lies there twice', async () => {
    const [partition] = (await bus.ends(TOPIC)).filter(({ end }) => end > 0);
    for await (const [first] of bus.records({
      topic: TOPIC,
      partition: partition?.partition ?? 0,
      from: 0,
      until: 6,
    })) {
      if (first === undefined) break;
      const foreign = { ...first.headers, ce_id: '00000000-0000-7000-8000-00000000000f' };
      await bus.publishRaw(TOPIC, [first, { ...first, headers: foreign }]);
      break;
    }
    expect(await kinds()).toEqual(['damage record-foreign', 'note record-repeated']);
  });

  it('finds an event that says it was published and was not', async () => {
    await test.store.append(STREAM, 6, [{ ...variantAdded('g'), source: 'assignment' }]);
    // Not published yet is no damage: the relay stands before it.
    expect(await kinds()).toEqual([]);
    await test.pool.query(`UPDATE relay_positions SET position = 7 WHERE log = 'events'`);
    expect(await kinds()).toEqual(['damage record-missing']);
  });

  it('misses nothing that lies before a sample', async () => {
    const all = await look(2);
    expect(all.filter(({ line }) => line === 'finding')).toEqual([]);
    expect(all.at(-1)).toMatchObject({ checked: 2, leftOut: '4 messages before these' });
    expect((await look(100)).at(-1)).toEqual({ line: 'done', checked: 6, unit: 'messages' });
  });
});
