import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { ProjectionDefinition } from '../src/index.js';
import { batchOf, interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const TOPIC = TOPICS.interactions.name;
const NAME = 'settling';

/** Each partition leaves this many pieces of work behind, once it has had a batch. */
const settling = (pieces: number): ProjectionDefinition => ({
  ...UNIT_COUNTS,
  name: NAME,
  tables: [...UNIT_COUNTS.tables, 'CREATE TABLE pieces (partition int PRIMARY KEY, n int NOT NULL)'],
  settling: {
    topic: TOPIC,
    settle: async (scope) => {
      const done = await scope.query(
        `INSERT INTO pieces AS own VALUES ($1, 1) ON CONFLICT (partition) DO UPDATE SET n = own.n + 1
         WHERE own.n < $2 RETURNING n`,
        [scope.partition, pieces],
      );
      return done.length === 0;
    },
  },
});

let test: TestRuntime;
beforeEach(async () => {
  test = await TestRuntime.open();
});
afterEach(() => test.close());

const piecesOf = (definition: ProjectionDefinition) =>
  test.rows<{ partition: number; n: number }>(
    definition,
    'SELECT partition, n FROM pieces ORDER BY partition',
  );

describe('what batches leave behind', () => {
  it('is settled piece by piece in every partition that is followed', async () => {
    const definition = settling(3);
    test.projections(definition).start();
    await eventually(async () => {
      expect(await piecesOf(definition)).toEqual([
        { partition: 0, n: 3 },
        { partition: 1, n: 3 },
      ]);
    });
  });

  it('is settled in the tables of a rebuild before they become the live ones', async () => {
    const definition = settling(30);
    test.log.append(
      TOPIC,
      numbers(50).map((n) => interaction(n)),
    );
    const projections = test.projections(definition);
    projections.start();
    await eventually(async () => {
      expect((await piecesOf(definition)).map(({ n }) => n)).toEqual([30, 30]);
    });
    await projections.rebuild(NAME);
    await eventually(async () => (await projections.rebuildProgress(NAME))?.state === 'done');
    const [row] = await projections.read(NAME, (model) =>
      model.query<{ n: number }>('SELECT min(n) AS n FROM pieces'),
    );
    expect(row?.n).toBe(30);
    expect(await projections.liveSchema(NAME)).toContain('_g2');
  });

  it('is left alone where the checkpoint has moved on, until it is looked at again', async () => {
    const definition = settling(1);
    await test.prepare(definition);
    const applier = test.applier(definition);
    const batch = batchOf(
      numbers(5).map((n) => interaction(n)),
      { topic: TOPIC },
    );
    const [settled] = await Promise.all([applier.settle(batch), applier.apply(batch)]);
    expect([true, false]).toContain(settled);
    while (!(await applier.settle(batch)));
    expect(await piecesOf(definition)).toEqual([{ partition: 0, n: 1 }]);
  });

  it('is nothing for a partition that the tables do not know, or of another topic', async () => {
    const definition = settling(1);
    await test.prepare(definition);
    const applier = test.applier(definition);
    expect(await applier.settle({ topic: TOPIC, partition: 99 })).toBe(true);
    expect(await applier.settle({ topic: TOPICS.experiments.name, partition: 0 })).toBe(true);
    expect(await piecesOf(definition)).toEqual([]);
  });
});
