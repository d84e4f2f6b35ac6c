import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemberSet } from '@assay/bucketing';
import { newEvent, SegmentListDefined, streamId, TOPICS } from '@assay/contracts';
import type { BroadcastSubscription, EventBus } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { metadata } from '../../../test/support/experiment-story.js';
import { ApiKeyDirectory } from '../../api-key/api-key-directory.js';
import { ConfigCopy } from './config-copy.js';
import { ConfigReader } from './config-reader.js';
import { ConfigStore } from './config-store.js';
import { ConfigTable } from './config-table.js';

class AwayError extends Error {}

/** Lists whose bytes are those of one member, called as the first letter of the hash. */
function lists() {
  const state = { away: false };
  const bytesOf = (_project: string, hash: string) =>
    state.away
      ? Promise.reject(new AwayError('away'))
      : Promise.resolve(MemberSet.of([hash.charAt(0)]).bytes);
  return { state, bytesOf };
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

const knows = (table: ConfigTable, member: string): boolean => {
  const segment = table.of('default').segment('vip', member.repeat(64));
  return segment?.kind === 'list' && segment.members.has(member);
};

describe('members of segments at the gateway', () => {
  it('come before the event that names them: while they are away, the segment is what it was', async () => {
    const source = lists();
    const store = new ConfigStore();
    let subscription: BroadcastSubscription | undefined;
    const bus = {
      read: (given: BroadcastSubscription) => {
        subscription = given;
        const stop = () => Promise.resolve();
        return Promise.resolve({ caughtUp: Promise.resolve(), stop });
      },
    } as unknown as EventBus;
    const reader = new ConfigReader({
      bus,
      store,
      keys: new ApiKeyDirectory(),
      lists: source,
      warn: () => undefined,
    });
    const deliver = (letter: string, version: number) => {
      const event = defined(letter, version);
      const topic = TOPICS.definitions.name;
      const place = { key: event.subject, topic, partition: 0, offset: version, appendedAt: 0 };
      const ends = { firstOffset: version, nextOffset: version + 1, endOffset: version + 1 };
      const batch = { topic, partition: 0, events: [{ event, ...place }], ...ends };
      const context = { signal: new AbortController().signal, heartbeat: () => Promise.resolve() };
      return subscription?.handle(batch, context) ?? Promise.resolve();
    };
    await reader.start();
    await eventually(() => store.source === 'log');
    await deliver('a', 1);
    expect(knows(store.table, 'a')).toBe(true);
    source.state.away = true;
    const delivered = deliver('b', 2);
    expect(knows(store.table, 'b')).toBe(false);
    source.state.away = false;
    await delivered;
    expect([knows(store.table, 'a'), knows(store.table, 'b')]).toEqual([true, true]);
    await reader.stop();
  });

  it('are found again by a process that starts from its copy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copy-'));
    const source = lists();
    const table = new ConfigTable();
    const hash = 'a'.repeat(64);
    const members = MemberSet.of(['a']);
    table.setSegment('default', { kind: 'list', key: 'vip', hash, attribute: 'account', members });
    await new ConfigCopy(folder, source).save(table);
    const found = await new ConfigCopy(folder, source).load();
    expect(found && knows(found, 'a')).toBe(true);
    source.state.away = true;
    expect(await new ConfigCopy(folder, source).load()).toBeDefined();
    await rm(folder, { recursive: true });
  });
});
