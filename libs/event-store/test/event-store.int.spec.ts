import { derivedId } from '@assay/contracts';
import { EventIdTakenError, InvalidEventError, VersionConflictError } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';
import { verifyChain } from './verify-chain.js';

describe('the event store', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore();
  });
  afterEach(() => test.close());

  const versions = async (stream = STREAM) => (await test.store.load(stream)).map(({ version }) => version);

  it('numbers the events of a stream and places them densely in the log', async () => {
    const appended = await test.store.append(STREAM, 0, [variantAdded('a'), variantAdded('b')]);
    const other = await test.store.append('default/experiment/other', 0, [
      variantAdded('a', 'default/experiment/other'),
    ]);
    expect(appended).toMatchObject({ outcome: 'appended', version: 2 });
    expect([...appended.events, ...other.events].map(({ version, position }) => [version, position])).toEqual(
      [
        [1, 0],
        [2, 1],
        [1, 2],
      ],
    );
    expect(await test.store.end()).toBe(3);
  });

  it('gives back what was appended, in order, with its place in the chain', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    await test.store.append(STREAM, 1, [variantAdded('b')]);
    const [first, second] = await test.store.load(STREAM);
    expect(first?.event).toEqual({
      ...variantAdded('a'),
      streamversion: 1,
      assayhash: first?.event.assayhash,
    });
    expect(second?.event).toMatchObject({ streamversion: 2, assayprev: first?.event.assayhash });
  });

  it('gives an empty stream for an unknown one', async () => {
    expect(await test.store.load('default/experiment/unknown')).toEqual([]);
  });

  it('appends nothing when there is nothing to append', async () => {
    expect(await test.store.append(STREAM, 0, [])).toEqual({ outcome: 'appended', version: 0, events: [] });
    expect(await test.store.end()).toBe(0);
  });

  it('refuses a version that is not the stream’s, and writes nothing', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    const stale = test.store.append(STREAM, 0, [variantAdded('b')]);
    await expect(stale).rejects.toThrow(new VersionConflictError(STREAM, 0, 1));
    await expect(test.store.append(STREAM, 7, [variantAdded('b')])).rejects.toMatchObject({
      code: 'version-conflict',
      data: { expected: 7, actual: 1 },
    });
    expect(await versions()).toEqual([1]);
  });

  it('says repeated when the same ids come again, at any expected version', async () => {
    const events = [variantAdded('a'), variantAdded('b')];
    const first = await test.store.append(STREAM, 0, events);
    await test.store.append(STREAM, 2, [variantAdded('c')]);
    for (const expected of [0, 2, 3])
      expect(await test.store.append(STREAM, expected, events)).toEqual({
        outcome: 'repeated',
        version: 2,
        events: first.events,
      });
    expect(await versions()).toEqual([1, 2, 3]);
  });

  it('refuses an id that names another event', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    const elsewhere = { ...variantAdded('b', 'default/experiment/other'), id: variantAdded('a').id };
    await expect(test.store.append('default/experiment/other', 0, [elsewhere])).rejects.toBeInstanceOf(
      EventIdTakenError,
    );
    await expect(test.store.append(STREAM, 1, [variantAdded('a'), variantAdded('b')])).rejects.toBeInstanceOf(
      EventIdTakenError,
    );
    expect(await versions()).toEqual([1]);
    expect(await test.store.load('default/experiment/other')).toEqual([]);
  });

  it('refuses the same id twice within one append', async () => {
    const twice = test.store.append(STREAM, 0, [variantAdded('a'), variantAdded('a')]);
    await expect(twice).rejects.toBeInstanceOf(EventIdTakenError);
    expect(await test.store.end()).toBe(0);
  });

  it('refuses what could not be read again', async () => {
    const broken = { ...variantAdded('a'), data: { key: 'a' } };
    const elsewhere = variantAdded('a', 'default/experiment/other');
    const unknown = { ...variantAdded('a'), type: 'NeverHeardOf' };
    for (const event of [broken, elsewhere, unknown])
      await expect(test.store.append(STREAM, 0, [event])).rejects.toBeInstanceOf(InvalidEventError);
    expect(await test.store.end()).toBe(0);
  });

  it('lets exactly one of many writers of the same version win', async () => {
    const attempts = Array.from({ length: 20 }, (_, n) =>
      test.store.append(STREAM, 0, [variantAdded(`v${String(n)}`)]),
    );
    const settled = await Promise.allSettled(attempts);
    const lost = settled.filter((result) => result.status === 'rejected');
    expect(lost.map((result) => (result.reason as VersionConflictError).code)).toEqual(
      Array.from({ length: 19 }, () => 'version-conflict'),
    );
    expect(await versions()).toEqual([1]);
  });

  it('stores one of many simultaneous repetitions of the same append', async () => {
    const event = variantAdded('a');
    const results = await Promise.all(
      Array.from({ length: 10 }, () => test.store.append(STREAM, 0, [event])),
    );
    expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(9);
  });

  it('notes facts of many writers at once, each behind the one before, and once', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    const names = Array.from({ length: 20 }, (_, n) => `v${String(n)}`);
    await Promise.all([...names, ...names].map((name) => test.store.note(STREAM, variantAdded(name))));
    expect(await versions()).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    expect(await verifyChain(test.pool)).toMatchObject({ intact: true, events: 21 });
    // Control: who expects a version loses against the others.
    const expecting = names.map((name) => test.store.append(STREAM, 21, [variantAdded(`${name}x`)]));
    const lost = (await Promise.allSettled(expecting)).filter(({ status }) => status === 'rejected');
    expect(lost).toHaveLength(19);
  });

  it('refuses a note under an id that names another event', async () => {
    await test.store.note(STREAM, variantAdded('a'));
    const elsewhere = { ...variantAdded('b', 'default/experiment/other'), id: variantAdded('a').id };
    await expect(test.store.note(elsewhere.subject, elsewhere)).rejects.toBeInstanceOf(EventIdTakenError);
  });

  it('reads from a position on, as written', async () => {
    await test.store.append(
      STREAM,
      0,
      ['a', 'b', 'c', 'd'].map((name) => variantAdded(name)),
    );
    const page = await test.store.readFrom(1, 2);
    expect(page.map(({ position, version }) => [position, version])).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('is refused by the database itself when events are to be changed', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    for (const statement of [
      `UPDATE events SET type = 'Other'`,
      'DELETE FROM events',
      'TRUNCATE events',
      'TRUNCATE events, streams',
    ])
      await expect(test.pool.query(statement)).rejects.toThrow(/events are never changed/);
    expect(await verifyChain(test.pool)).toEqual({ intact: true, events: 1, streams: 1 });
  });

  it('upcasts an old version when it is loaded, and keeps what was written', async () => {
    const { ExperimentCreated, newEvent } = await import('@assay/contracts');
    const today = newEvent(
      ExperimentCreated,
      {
        id: derivedId('old'),
        source: 'assignment',
        subject: STREAM,
        time: '2026-01-05T10:00:00.000Z',
        project: 'default',
        actor: 'anna',
        correlationid: 'test',
      },
      {
        key: 'checkout',
        number: 1,
        name: 'Checkout',
        hypothesis: '',
        experimentType: 'ab_test',
        origin: 'assigned',
        unitType: 'user',
        trafficAllocation: 100,
        primaryMetric: null,
        secondaryMetrics: [],
        plannedUnits: null,
      },
    );
    const { origin: _origin, secondaryMetrics: _s, plannedUnits: _p, ...old } = today.data;
    const data = { ...old, primaryMetric: 'purchase_rate' };
    await test.store.append(STREAM, 0, [{ ...today, dataschema: 'assay:ExperimentCreated:1', data }]);
    const [loaded] = await test.store.load(STREAM);
    const [written] = await test.store.readFrom(0, 1);
    expect(loaded?.event).toMatchObject({
      dataschema: 'assay:ExperimentCreated:2',
      data: { origin: 'assigned', primaryMetric: { event: 'purchase' } },
    });
    expect(written?.event).toMatchObject({ dataschema: 'assay:ExperimentCreated:1', data });
  });
});
