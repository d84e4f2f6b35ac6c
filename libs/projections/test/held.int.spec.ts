import type { EventEnvelope } from '@assay/contracts';
import { hashOfEvent, TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { ProjectionDefinition, Projections } from '../src/index.js';
import { decision, interaction, numbers } from './example-events.js';
import { STREAM_STATUS, UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;
const EXPERIMENTS = TOPICS.experiments.name;
const STREAM = 'default/experiment/checkout';

let test: TestRuntime;
beforeEach(async () => {
  test = await TestRuntime.open();
});
afterEach(() => test.close());

async function running({ name }: ProjectionDefinition, projections: Projections): Promise<Projections> {
  projections.start();
  await eventually(async () => (await projections.status(name)).process.running);
  await eventually(async () => {
    const { lag, positions } = await projections.status(name);
    return lag === 0 && positions.some(({ offset }) => offset > 0);
  });
  return projections;
}

const ended = (projections: Projections, name: string) =>
  eventually(async () => {
    const progress = await projections.rebuildProgress(name);
    return progress !== undefined && progress.state !== 'running' && progress;
  });

/** A message that counts differently from now on. */
const doubled = (event: EventEnvelope): EventEnvelope => ({
  ...event,
  data: { ...(event.data as object), value: '1000.00' },
});

describe('a rebuild that comes to something else than what is live', () => {
  const NAME = UNIT_COUNTS.name;
  const append = (count: number, from = 0) =>
    test.log.append(
      INTERACTIONS,
      numbers(count, from).map((n) => interaction(n)),
    );
  const totalOf = async (projections: Projections, unit: string) =>
    projections.read(NAME, async (model) => {
      const [row] = await model.query<{ total: string }>('SELECT total FROM unit_counts WHERE unit = $1', [
        unit,
      ]);
      return row?.total;
    });
  const started = async () => running(UNIT_COUNTS, test.projections(UNIT_COUNTS));
  const OTHER_TOTAL = {
    ...{ kind: 'row-changed', place: `analytics ${NAME}: unit_counts`, severity: 'damage' },
    problem: 'total is not what the log gives',
  };

  it('is held: what is read stays, and the differences are listed', async () => {
    append(100);
    const projections = await started();
    const before = await projections.hashOf(NAME);
    test.log.alter({ topic: INTERACTIONS, partition: 0, offset: 0 }, doubled);
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'held', generation: 2, found: 1 });
    expect(await projections.rebuildFindings(NAME)).toEqual([expect.objectContaining(OTHER_TOTAL)]);
    expect(await projections.hashOf(NAME)).toEqual(before);
    expect((await projections.status(NAME)).generation).toBe(1);
    expect(test.errors).toEqual([expect.objectContaining({ code: 'REBUILD_HELD' })]);
    // Nobody builds it again by himself, and the live tables go on.
    append(10, 100);
    await eventually(async () => (await projections.status(NAME)).positions.some((p) => p.offset > 50));
    expect(await projections.rebuildProgress(NAME)).toMatchObject({ state: 'held', generation: 2 });
  });

  it('takes over, with what has come since, once it is accepted', async () => {
    append(100);
    const projections = await started();
    test.log.alter({ topic: INTERACTIONS, partition: 0, offset: 0 }, doubled);
    await projections.rebuild(NAME);
    await ended(projections, NAME);
    append(100, 100);
    expect(await projections.rebuild(NAME, true)).toMatchObject({ state: 'running', generation: 2 });
    expect(await ended(projections, NAME)).toMatchObject({ state: 'done', generation: 2, found: 1 });
    expect((await projections.status(NAME)).generation).toBe(2);
    expect(await projections.rebuildFindings(NAME)).toEqual([expect.objectContaining(OTHER_TOTAL)]);
    // From there on the log and the model are one again.
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'done', generation: 3, found: 0 });
  });

  it('gives way to the next rebuild, which takes over when the log is whole again', async () => {
    append(100);
    const projections = await started();
    const before = await projections.hashOf(NAME);
    let original: EventEnvelope | undefined;
    const at = { topic: INTERACTIONS, partition: 0, offset: 0 };
    test.log.alter(at, (event) => doubled((original = event)));
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'held' });
    test.log.alter(at, (event) => original ?? event);
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'done', generation: 3, found: 0 });
    expect((await projections.hashOf(NAME)).hash).toBe(before.hash);
  });

  it('is held as well where the live rows were changed; accepted in one go, it mends them', async () => {
    append(100);
    const projections = await started();
    const right = await totalOf(projections, 'u3');
    await test.pool.query(`UPDATE analytics_unit_counts_v1_g1.unit_counts SET total = 0 WHERE unit = 'u3'`);
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'held', found: 1 });
    expect(await totalOf(projections, 'u3')).toBe('0');
    await test.generations.drop(NAME, ['held']);
    await projections.rebuild(NAME, true);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'done', found: 1 });
    expect(await totalOf(projections, 'u3')).toBe(right);
  });

  it('control: a new version is compared with nothing, and so the altered message is in it', async () => {
    append(100);
    const old = await started();
    const before = await totalOf(old, 'u3');
    for (const n of numbers(20)) test.log.alter({ topic: INTERACTIONS, partition: 0, offset: n }, doubled);
    await old.stop();
    const newer = test.projections({ ...UNIT_COUNTS, version: 2 });
    newer.start();
    await eventually(async () => (await newer.status(NAME)).version === 2);
    expect(await newer.rebuildProgress(NAME)).toMatchObject({ state: 'done', found: null });
    expect(await totalOf(newer, 'u3')).not.toBe(before);
  });
});

describe('a rebuild from decisions that are not what was sealed', () => {
  const NAME = STREAM_STATUS.name;

  /** Decisions chained and sealed, as a store does. */
  const sealed = (count: number): readonly EventEnvelope[] => {
    let prev: string | undefined;
    return numbers(count, 1).map((version) => {
      const event = { ...decision(STREAM, version), ...(prev === undefined ? {} : { assayprev: prev }) };
      prev = hashOfEvent(event);
      return { ...event, assayhash: prev };
    });
  };
  const at = (offset: number) => ({ topic: EXPERIMENTS, partition: 0, offset });
  const otherReason = (event: EventEnvelope): EventEnvelope => ({
    ...event,
    data: { ...(event.data as object), reason: 'somebody else' },
  });
  const rehashed = (event: EventEnvelope): EventEnvelope => ({ ...event, assayhash: hashOfEvent(event) });
  const rebuilt = async () => {
    test.log.append(EXPERIMENTS, sealed(6), 0);
    return running(STREAM_STATUS, test.projections(STREAM_STATUS));
  };

  it.each([
    ['altered', 2, otherReason, 'record-altered', `version 3 of ${STREAM} is not what its store sealed`],
    [
      'altered and sealed again',
      2,
      (event: EventEnvelope) => rehashed(otherReason(event)),
      'chain-broken',
      `version 4 of ${STREAM} does not follow its predecessor`,
    ],
    [
      'replaced by another one',
      2,
      () => sealed(1)[0] ?? decision(STREAM, 1),
      'record-missing',
      `version 4 of ${STREAM} follows version 2`,
    ],
  ])('stops before anything is built: %s', async (_name, offset, change, kind, problem) => {
    const projections = await rebuilt();
    const before = await projections.hashOf(NAME);
    test.log.alter(at(offset), change);
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'held', eventsDone: 0 });
    expect((await projections.rebuildFindings(NAME))[0]).toMatchObject({ kind, problem });
    expect(await projections.hashOf(NAME)).toEqual(before);
  });

  it('stops a new version too, once, and builds it when that is accepted', async () => {
    const old = await rebuilt();
    await old.stop();
    test.log.alter(at(2), otherReason);
    const newer = test.projections({ ...STREAM_STATUS, version: 2 });
    newer.start();
    expect(await ended(newer, NAME)).toMatchObject({ state: 'held', version: 2, generation: 2 });
    await eventually(() => test.errors.length > 0);
    expect((await newer.status(NAME)).version).toBe(1);
    await newer.rebuild(NAME, true);
    await eventually(async () => (await newer.status(NAME)).version === 2);
    expect((await newer.status(NAME)).generation).toBe(2);
    expect(test.errors).toHaveLength(1);
  });

  it('control: goes on where nothing was altered, also over a message that lies there twice', async () => {
    const projections = await rebuilt();
    test.log.append(EXPERIMENTS, sealed(3), 0);
    await projections.rebuild(NAME);
    expect(await ended(projections, NAME)).toMatchObject({ state: 'done', found: 0 });
  });
});
