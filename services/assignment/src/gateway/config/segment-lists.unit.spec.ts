import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemberSet } from '@assay/bucketing';
import { newEvent, SegmentListDefined, streamId, TOPICS } from '@assay/contracts';
import type { EventEnvelope } from '@assay/contracts';
import type { BroadcastSubscription, EventBus } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { CREATED, DESIGN, history, metadata } from '../../../test/support/experiment-story.js';
import { ApiKeyDirectory } from '../../api-key/api-key-directory.js';
import { ConfigCopy } from './config-copy.js';
import { ConfigReader } from './config-reader.js';
import { ConfigStore } from './config-store.js';
import { ConfigTable } from './config-table.js';

class AwayError extends Error {}

/** Lists whose bytes are those of one member, called as the first letter of the hash. */
function lists() {
  const state = { away: false };
  const fetched: string[] = [];
  const bytesOf = (_project: string, hash: string) => {
    if (state.away) return Promise.reject(new AwayError('away'));
    fetched.push(hash.charAt(0));
    return Promise.resolve(MemberSet.of([hash.charAt(0)]).bytes);
  };
  return { state, fetched, bytesOf };
}

const defined = (letter: string, streamversion: number) => ({
  ...newEvent(SegmentListDefined, metadata({ subject: streamId('default', 'segment', 'vip') }), {
    key: 'vip',
    name: 'VIP',
    hash: letter.repeat(64),
    size: 1,
  }),
  streamversion,
});

const TARGETED = history({
  ...CREATED,
  design: { ...DESIGN, targeting: { op: 'in_segment', segment: 'vip' } },
} as typeof CREATED).map((event, index) => ({ ...event, streamversion: index + 1 }));

const knows = (table: ConfigTable, member: string): boolean => {
  const segment = table.of('default').segment('vip', member.repeat(64));
  return segment?.kind === 'list' && segment.members.has(member);
};

/** A reader of a log that the test moves on by hand. */
function reading() {
  const source = lists();
  const store = new ConfigStore();
  let subscription: BroadcastSubscription | undefined;
  let reachEnd: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (reachEnd = resolve));
  const bus = {
    read: (given: BroadcastSubscription) => {
      subscription = given;
      return Promise.resolve({ caughtUp, stop: () => Promise.resolve() });
    },
  } as unknown as EventBus;
  const warn = () => undefined;
  const reader = new ConfigReader({ bus, store, keys: new ApiKeyDirectory(), lists: source, warn });
  const deliver = (...events: readonly EventEnvelope[]) => {
    const topic = TOPICS.definitions.name;
    const place = { topic, partition: 0, appendedAt: 0 };
    const delivered = events.map((event, offset) => ({ event, key: event.subject, offset, ...place }));
    const ends = { firstOffset: 0, nextOffset: events.length, endOffset: events.length };
    const context = { signal: new AbortController().signal, heartbeat: () => Promise.resolve() };
    return subscription?.handle({ topic, partition: 0, events: delivered, ...ends }, context);
  };
  return { source, store, reader, deliver, reachEnd: () => reachEnd() };
}

describe('members of segments at the gateway', () => {
  it('come before the event that names them: while they are away, the segment is what it was', async () => {
    const { source, store, reader, deliver, reachEnd } = reading();
    await reader.start();
    reachEnd();
    await eventually(() => store.source === 'log');
    await deliver(...TARGETED, defined('a', 1));
    expect(knows(store.table, 'a')).toBe(true);
    source.state.away = true;
    const delivered = deliver(defined('b', 2));
    const named = () => store.table.of('default').experiment('checkout')?.targeting;
    expect([knows(store.table, 'b'), named()]).toMatchObject([false, { hash: 'a'.repeat(64) }]);
    source.state.away = false;
    await delivered;
    expect([knows(store.table, 'b'), named()]).toMatchObject([true, { hash: 'b'.repeat(64) }]);
    await reader.stop();
  });

  it('are fetched only where a definition names them, and given up once none does', async () => {
    const { source, store, reader, deliver, reachEnd } = reading();
    await reader.start();
    await deliver(...TARGETED, defined('a', 1), defined('b', 2));
    await deliver(defined('c', 3));
    expect(source.fetched).toEqual([]);
    reachEnd();
    await eventually(() => store.source === 'log');
    expect(source.fetched).toEqual(['c']);
    await deliver(defined('d', 4));
    await deliver(defined('e', 5));
    expect(['c', 'd', 'e'].filter((letter) => knows(store.table, letter))).toEqual(['d', 'e']);
    expect(store.table.of('default').allSegments()).toHaveLength(1);
    // Nothing is left of the first one anywhere: it is fetched again when it is named again.
    await deliver(defined('c', 6));
    expect(source.fetched).toEqual(['c', 'd', 'e', 'c']);
    await reader.stop();
  });

  it('are found again by a process that starts from its copy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copy-'));
    const source = lists();
    const table = new ConfigTable();
    const hash = 'a'.repeat(64);
    const members = MemberSet.of(['a']);
    table.setSegments('default', [{ kind: 'list', key: 'vip', hash, attribute: 'account', members }]);
    await new ConfigCopy(folder, source).save(table);
    const found = await new ConfigCopy(folder, source).load();
    expect(found && knows(found, 'a')).toBe(true);
    source.state.away = true;
    expect(await new ConfigCopy(folder, source).load()).toBeDefined();
    await rm(folder, { recursive: true });
  });
});
