import type { AuditLine } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { Projections } from '../src/index.js';
import { interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;
const NAME = UNIT_COUNTS.name;
const TABLE = 'analytics_unit_counts_v1_g1.unit_counts';

describe('replaying a projection', () => {
  let test: TestRuntime;
  let projections: Projections;
  beforeEach(async () => {
    test = await TestRuntime.open();
    append(1_000);
    projections = test.projections(UNIT_COUNTS);
    projections.start();
    await eventually(async () => (await projections.status(NAME)).lag === 0 && (await total()) === 1_000);
  });
  afterEach(() => test.close());

  const append = (count: number, from = 0) =>
    test.log.append(
      INTERACTIONS,
      numbers(count, from).map((n) => interaction(n)),
    );
  const total = async (): Promise<number> => {
    const rows = await projections.read(NAME, (model) =>
      model.query<{ n: string | null }>('SELECT sum(n) AS n FROM unit_counts'),
    );
    return Number(rows[0]?.n ?? 0);
  };
  const replay = async (): Promise<readonly AuditLine[]> => {
    const lines: AuditLine[] = [];
    for await (const line of projections.replay(NAME)) lines.push(line);
    return lines;
  };
  const findings = async () => (await replay()).filter((line) => line.line === 'finding');
  const scratchSchemas = async (): Promise<number> => {
    const { rows } = await test.pool.query(
      `SELECT 1 FROM pg_namespace WHERE nspname LIKE 'analytics_unit_counts_v1_g%'`,
    );
    return rows.length - 1;
  };

  it('gives what is live, tells how far it is, and leaves nothing behind', async () => {
    const lines = await replay();
    expect(lines.filter(({ line }) => line === 'finding')).toEqual([]);
    expect(lines.at(-1)).toEqual({ line: 'done', checked: 10, unit: 'rows' });
    expect(lines).toContainEqual({ line: 'progress', done: 1_000, total: 1_000 });
    expect(await scratchSchemas()).toBe(0);
    expect((await projections.status(NAME)).generation).toBe(1);
  });

  it.each([
    [
      'changed',
      `UPDATE ${TABLE} SET total = total + 1 WHERE unit = 'u3'`,
      {
        kind: 'row-changed',
        problem: 'total is not what the log gives',
        expected: { unit: 'u3', n: '100', total: '498.00' },
        found: { unit: 'u3', n: '100', total: '499.00' },
      },
    ],
    [
      'deleted',
      `DELETE FROM ${TABLE} WHERE unit = 'u3'`,
      { kind: 'row-missing', problem: 'the log gives a row that is not there', found: null },
    ],
    [
      'added',
      `INSERT INTO ${TABLE} VALUES ('ghost', 1, 1)`,
      { kind: 'row-added', problem: 'the log gives no such row', expected: null },
    ],
  ])('finds a row that was %s, and nothing else', async (_name, statement, difference) => {
    await test.pool.query(statement);
    expect(await findings()).toEqual([
      expect.objectContaining({ severity: 'damage', place: `analytics ${NAME}: unit_counts`, ...difference }),
    ]);
  });

  it('compares at the same place of the log while events arrive', async () => {
    let over = false;
    let next = 1_000;
    const writer = (async () => {
      while (!over) {
        append(20, next);
        next += 20;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    for (const _ of numbers(3)) expect(await findings()).toEqual([]);
    over = true;
    await writer;
    expect(next).toBeGreaterThan(1_000);
  });

  it('refuses a second one meanwhile, and drops what an interrupted one left', async () => {
    const first = projections.replay(NAME);
    await first.next();
    await expect(replay()).rejects.toMatchObject({ code: 'REPLAY_RUNNING' });
    await first.return(undefined);
    expect(await scratchSchemas()).toBe(0);
    expect(await findings()).toEqual([]);
  });

  it('says that a model has applied more than the log has', async () => {
    await test.pool.query(
      `UPDATE projection_checkpoints SET position = position + 5 WHERE projection = '${NAME}' AND partition = 0`,
    );
    expect(await findings()).toEqual([
      expect.objectContaining({ kind: 'checkpoint-beyond-log', severity: 'damage' }),
    ]);
  });
});
