import type { EachBatchPayload } from 'kafkajs';
import { eventually } from '@assay/testing';
import { createGate } from '../../test/support/gate.js';
import { click } from '../../test/support/sample-events.js';
import { Seam } from '../archive/seam.js';
import type { LogArchive } from '../archive/log-archive.js';
import { BatchDelivery } from '../delivery/batch-delivery.js';
import { ReadAhead } from '../delivery/read-ahead.js';
import { Progress } from '../delivery/progress.js';
import type { BrokenLogError } from '../errors/broken-log.error.js';
import { PositionGapError } from '../errors/position-gap.error.js';
import { encodeEvent } from '../message/encode-event.js';
import type { BatchHandler, DeliveredBatch } from '../port.js';
import { KafkaLane } from './kafka-lane.js';

const beat = (): Promise<void> => Promise.resolve();
const here = (): Promise<undefined> => Promise.resolve(undefined);
const gap = new PositionGapError({ topic: 't', partition: 0, offset: 5 }, 50, 60);

interface Setting {
  readonly handle?: BatchHandler;
  readonly start?: () => Promise<number>;
  readonly archivedUntil?: (offset: number) => Promise<number | undefined>;
  readonly archive?: LogArchive;
  readonly commit?: () => Promise<void>;
}

/** Messages from the beginning up to an offset. */
function archiveOf(until: number): LogArchive {
  const { key, headers, value } = encodeEvent(click('u', 1));
  const page = Array.from({ length: until }, (_, offset) => ({
    ...{ topic: 't', partition: 0, offset, key, headers, value, appendedAt: 5 },
  }));
  return {
    extent: () => Promise.resolve({ from: 0, until }),
    records: async function* () {
      yield await Promise.resolve(page);
    },
  };
}

/** A lane that keeps what it did. */
function setUp({
  handle,
  start = () => Promise.resolve(0),
  archivedUntil = here,
  archive,
  commit = beat,
}: Setting = {}) {
  const did = {
    handled: [] as DeliveredBatch[],
    seeks: [] as number[],
    commits: [] as number[],
    gaps: [] as BrokenLogError[],
    errors: [] as unknown[],
  };
  const onError = (error: unknown): void => void did.errors.push(error);
  const progress = new Progress(() => 0);
  const lane = new KafkaLane({
    topic: 't',
    partition: 0,
    maxBatchSize: 3,
    delivery: new BatchDelivery({
      reader: 'r',
      ahead: new ReadAhead(),
      retry: { attempts: 2, initialDelayMs: 1, maxDelayMs: 1 },
      handle: handle ?? ((batch) => Promise.resolve(void did.handled.push(batch))),
      onError,
      bury: beat,
      now: () => 0,
    }),
    progress,
    onError,
    start,
    archivedUntil,
    seam: new Seam(archive, true),
    seek: (offset) => did.seeks.push(offset),
    commit: (_, offset) => {
      did.commits.push(offset);
      return commit();
    },
    onGap: (error) => did.gaps.push(error),
  });
  return { lane, did, progress };
}

/** What kafkajs hands over: readable events from an offset on. */
function payloadOf(first: number, count: number) {
  const seen = { resolved: [] as string[], paused: 0, resumed: 0 };
  const { key, headers, value } = encodeEvent(click('u', 1));
  const messages = Array.from({ length: count }, (_, index) => ({
    key: Buffer.from(key),
    headers,
    value,
    offset: String(first + index),
    timestamp: '5',
  }));
  const payload = {
    batch: { topic: 't', partition: 0, highWatermark: '100', messages },
    resolveOffset: (offset: string) => seen.resolved.push(offset),
    pause: () => {
      seen.paused += 1;
      return () => (seen.resumed += 1);
    },
  } as unknown as EachBatchPayload;
  return { payload, seen };
}

describe('a partition on Kafka', () => {
  it('begins at its start, and sends kafkajs there', async () => {
    const { lane, did } = setUp({ start: () => Promise.resolve(42) });
    await eventually(() => lane.position === 42);
    expect(did.seeks).toEqual([42]);
  });

  it('hands on no more at a time than the reader wants, and commits once in the end', async () => {
    const { lane, did } = setUp();
    const { payload, seen } = payloadOf(0, 8);
    await lane.take(payload, beat);
    expect(did.handled.map(({ firstOffset, nextOffset }) => [firstOffset, nextOffset])).toEqual([
      [0, 3],
      [3, 6],
      [6, 8],
    ]);
    expect([seen.resolved, did.commits]).toEqual([['2', '5', '7'], [8]]);
  });

  it('handles one batch at a time, whatever kafkajs does', async () => {
    const gate = createGate();
    let underWay = 0;
    let most = 0;
    const { lane } = setUp({
      handle: async () => {
        most = Math.max(most, (underWay += 1));
        await gate.opened;
        underWay -= 1;
      },
    });
    const both = Promise.all([
      lane.take(payloadOf(0, 3).payload, beat),
      lane.take(payloadOf(3, 3).payload, beat),
    ]);
    await eventually(() => underWay === 1);
    expect(lane.isBusy).toBe(true);
    gate.open();
    await both;
    expect([most, lane.position, lane.isBusy]).toEqual([1, 6, false]);
  });

  it('commits what was done when the next batch of the same fetch has to wait', async () => {
    let batches = 0;
    const { lane, did } = setUp({
      handle: () => {
        batches += 1;
        if (batches === 1) return Promise.resolve();
        return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
      },
    });
    const { payload, seen } = payloadOf(0, 9);
    await lane.take(payload, beat);
    expect([did.commits, seen.resolved, seen.paused, batches]).toEqual([[3], ['2'], 1, 2]);
    lane.interrupt();
    expect(seen.resumed).toBe(1);
  });

  it('drops what lies elsewhere once the log is known to continue where it stands', async () => {
    const { lane, did } = setUp({ start: () => Promise.resolve(5) });
    const { payload, seen } = payloadOf(50, 3);
    await lane.take(payload, beat);
    expect([did.handled, seen.resolved, did.seeks]).toEqual([[], [], [5, 5]]);
    await lane.take(payloadOf(5, 1).payload, beat);
    expect(lane.position).toBe(6);
  });

  it('reports a gap and goes no further', async () => {
    let asked = 0;
    const archivedUntil = (): Promise<undefined> => {
      asked += 1;
      return asked === 1 ? here() : Promise.reject(gap);
    };
    const { lane, did } = setUp({ start: () => Promise.resolve(5), archivedUntil });
    await lane.take(payloadOf(50, 3).payload, beat);
    await lane.take(payloadOf(5, 3).payload, beat);
    expect([did.gaps, did.handled, did.commits]).toEqual([[gap], [], []]);
  });

  it('reads what the broker does not have from the archive, and then goes on at the broker', async () => {
    const archivedUntil = (offset: number): Promise<number | undefined> =>
      Promise.resolve(offset < 7 ? 7 : undefined);
    const { lane, did } = setUp({ archivedUntil, archive: archiveOf(7) });
    await lane.take(payloadOf(7, 2).payload, beat);
    expect(did.handled.map(({ firstOffset, nextOffset }) => [firstOffset, nextOffset])).toEqual([
      [0, 3],
      [3, 6],
      [6, 7],
      [7, 9],
    ]);
    expect([did.seeks, did.gaps]).toEqual([[7], []]);
  });

  it('halts at what is missing in the archive', async () => {
    const { lane, did } = setUp({ archivedUntil: () => Promise.resolve(9), archive: archiveOf(7) });
    await eventually(() => did.gaps.length === 1);
    expect(did.gaps[0]?.message).toContain('t[0] does not continue at 7');
    await lane.take(payloadOf(9, 2).payload, beat);
    expect([did.handled.at(-1)?.nextOffset, did.seeks]).toEqual([7, []]);
  });

  it('reports a start that the log does not reach, without trying again', async () => {
    let starts = 0;
    const { did, lane } = setUp({
      start: () => {
        starts += 1;
        return Promise.reject(gap);
      },
    });
    await eventually(() => did.gaps.length === 1);
    await lane.stop();
    expect([starts, did.errors]).toEqual([1, []]);
  });

  it('asks for its start until it gets one', async () => {
    const answers = [new Error('database away')];
    const { lane, did } = setUp({
      start: () => {
        const failure = answers.shift();
        return failure === undefined ? Promise.resolve(3) : Promise.reject(failure);
      },
    });
    await eventually(() => lane.position === 3);
    expect(did.errors).toEqual([new Error('database away')]);
  });

  it('begins nothing once it is interrupted', async () => {
    const { lane, did } = setUp();
    await eventually(() => lane.position === 0);
    lane.interrupt();
    await lane.take(payloadOf(0, 3).payload, beat);
    expect(did.handled).toEqual([]);
  });

  it('tells kafkajs when a commit fails, so that it joins the group again', async () => {
    const failure = new Error('The group is rebalancing');
    const { lane } = setUp({ commit: () => Promise.reject(failure) });
    const { payload } = payloadOf(0, 1);
    await expect(lane.take(payload, beat)).rejects.toBe(failure);
    await lane.idle();
  });
});
