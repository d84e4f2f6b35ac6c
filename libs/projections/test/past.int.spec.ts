import type { AuditLine } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { LogMoment, Projections } from '../src/index.js';
import { logMoment } from '../src/index.js';
import { APPENDED, interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const TOPIC = TOPICS.interactions.name;
const NAME = UNIT_COUNTS.name;
const COUNT = 'SELECT sum(n)::int AS n FROM unit_counts';

describe('the past of a read model', () => {
  let test: TestRuntime;
  let projections: Projections;
  beforeAll(async () => {
    test = await TestRuntime.open();
    for (const partition of [0, 1])
      test.log.append(
        TOPIC,
        numbers(500, partition * 500).map((n) => interaction(n)),
        partition,
      );
    projections = test.projections(UNIT_COUNTS);
    projections.start();
    await eventually(async () =>
      (await projections.hashOf(NAME)).positions.every(({ offset }) => offset === 500),
    );
  });
  afterAll(() => test.close());

  const countAt = (at: LogMoment) =>
    projections.readAt(NAME, { at, completeTo: null }, async (model) => {
      const [row] = await model.query<{ n: number | null }>(COUNT);
      const { positions } = await model.completeness();
      return [row?.n ?? 0, ...positions.map(({ offset }) => offset)];
    });
  const replay = async (options: {
    readonly from?: LogMoment;
    readonly to?: LogMoment;
    readonly keep?: boolean;
  }) => {
    const lines: AuditLine[] = [];
    for await (const line of projections.replay(NAME, { keep: false, ...options })) lines.push(line);
    return lines;
  };
  const generations = async () => (await test.generations.list(NAME)).map(({ status }) => status);

  it('is read at an instant, and at places in the log, and leaves nothing behind', async () => {
    expect(await countAt(APPENDED + 99)).toEqual([200, 100, 100]);
    expect(await countAt(APPENDED - 1)).toEqual([0, 0, 0]);
    expect(await countAt([{ topic: TOPIC, partition: 0, offset: 17 }])).toEqual([517, 17, 500]);
    expect(await generations()).toEqual(['live']);
  });

  it('at the end of the log is what is live, to the last byte', async () => {
    const [last] = (await replay({ to: APPENDED + 10_000 })).slice(-1);
    expect(last).toEqual({
      line: 'done',
      checked: 10,
      unit: 'rows',
      hash: (await projections.hashOf(NAME)).hash,
    });
  });

  it('tells what has come since, as notes and no damage', async () => {
    const lines = await replay({ to: [0, 1].map((partition) => ({ topic: TOPIC, partition, offset: 499 })) });
    const findings = lines.filter((line) => line.line === 'finding');
    expect(findings.map(({ severity, kind, problem }) => [severity, kind, problem])).toEqual([
      ['note', 'row-changed', 'it has changed since'],
    ]);
    expect(lines.filter(({ line }) => line === 'progress').at(-1)).toEqual({
      ...{ line: 'progress', done: 998, total: 998 },
    });
  });

  it('begins where it is asked to, keeps what it made until the next replay, and compares it with nothing', async () => {
    const [done] = (await replay({ from: APPENDED + 399, keep: true })).slice(-1);
    if (done?.line !== 'done') throw new TypeError('not done');
    const { rows } = await test.pool.query(`SELECT sum(n)::int AS n FROM ${done.keptIn ?? ''}.unit_counts`);
    expect(rows).toEqual([{ n: 200 }]);
    await replay({ to: APPENDED });
    expect(await generations()).toEqual(['live']);
  });

  it('leaves what a replay has kept to whoever looks into it, while the past is read', async () => {
    const [done] = (await replay({ to: APPENDED + 99, keep: true })).slice(-1);
    if (done?.line !== 'done') throw new TypeError('not done');
    expect(await countAt(APPENDED)).toEqual([2, 1, 1]);
    expect(await generations()).toEqual(['kept', 'live']);
    const { rows } = await test.pool.query(`SELECT sum(n)::int AS n FROM ${done.keptIn ?? ''}.unit_counts`);
    expect(rows).toEqual([{ n: 200 }]);
    await replay({ to: APPENDED, keep: true });
    expect(await generations()).toEqual(['kept', 'live']);
    await replay({ to: APPENDED });
  });

  it('is read by one at a time, and no longer than somebody listens', async () => {
    const { readers } = test.log;
    const first = projections.replay(NAME, { keep: false, to: APPENDED + 50 });
    await first.next();
    await expect(countAt(APPENDED)).rejects.toMatchObject({ code: 'REPLAY_RUNNING' });
    expect(test.log.readers).toBe(readers + 1);
    await first.return(undefined);
    expect(test.log.readers).toBe(readers);
    expect(await countAt(APPENDED)).toEqual([2, 1, 1]);
  });

  it.each([
    ['behind the end', { to: [{ topic: TOPIC, partition: 1, offset: 501 }] }],
    ['with an end before its beginning', { from: APPENDED + 20, to: APPENDED + 10 }],
  ])('is refused for a stretch %s', async (_, moments) => {
    await expect(replay(moments)).rejects.toMatchObject({ code: 'NOT_IN_LOG' });
  });

  it('is refused for a place in a topic that the model does not follow from', async () => {
    const to = [{ topic: 'assay.rollouts.v1', partition: 0, offset: 0 }];
    await expect(replay({ to })).rejects.toMatchObject({
      code: 'OTHER_TOPIC',
      message: expect.stringContaining(`name places in ${TOPIC}`),
    });
  });
});

describe('a moment of a request', () => {
  const now = Date.parse('2026-03-01T00:00:00.000Z');
  it('is an instant, or places in the log', () => {
    expect(logMoment('to', '2026-02-28T00:00:00Z', now)).toBe(now - 86_400_000);
    expect(logMoment('to', 'assay.a.v1/0/3,assay.a.v1/1/0', now)).toEqual([
      { topic: 'assay.a.v1', partition: 0, offset: 3 },
      { topic: 'assay.a.v1', partition: 1, offset: 0 },
    ]);
  });

  it.each([
    ['2026-03-01T00:00:00.001Z', 'INSTANT_IN_FUTURE'],
    ['yesterday', 'INVALID_MOMENT'],
    ['assay.a.v1/0/3,', 'INVALID_MOMENT'],
    ['assay.a.v1/0/-1', 'INVALID_MOMENT'],
  ])('is not %s', (text, code) => {
    const problem = expect.objectContaining({
      code,
      errors: [expect.objectContaining({ path: 'to', value: text })],
    });
    expect(() => logMoment('to', text, now)).toThrow(problem);
  });
});
