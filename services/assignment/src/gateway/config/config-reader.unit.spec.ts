import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { BroadcastSubscription, EventBus, Subscription } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { CREATED, history, STARTED } from '../../../test/support/experiment-story.js';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { ApiKeyDirectory } from '../../api-key/api-key-directory.js';
import { ConfigCopy } from './config-copy.js';
import { ConfigReader } from './config-reader.js';
import { ConfigStore } from './config-store.js';
import { ConfigTable } from './config-table.js';

const EVENTS = history(CREATED, STARTED).map((event, index) => ({ ...event, streamversion: index + 1 }));

/** A log whose reading the test moves on by hand. */
class ManualLog {
  private subscription: BroadcastSubscription | undefined;
  private catchUp: () => void = () => undefined;
  away = false;

  readonly bus = {
    read: (subscription: BroadcastSubscription): Promise<Subscription> => {
      if (this.away) return Promise.reject(new TypeError('no broker'));
      this.subscription = subscription;
      const caughtUp = new Promise<void>((resolve) => (this.catchUp = resolve));
      const health = () => ({ running: true, lag: 0, stalledMs: 0 });
      return Promise.resolve({ caughtUp, health, stop: () => Promise.resolve() });
    },
  } as unknown as EventBus;

  async deliver(events: readonly EventEnvelope[]): Promise<void> {
    const topic = TOPICS.experiments.name;
    const delivered = events.map((event, offset) => ({
      event,
      key: event.subject,
      topic,
      partition: 0,
      offset,
      appendedAt: 0,
    }));
    const ends = { firstOffset: 0, nextOffset: events.length, endOffset: events.length };
    const context = { signal: new AbortController().signal, heartbeat: () => Promise.resolve() };
    await this.subscription?.handle({ topic, partition: 0, events: delivered, ...ends }, context);
  }

  reachEnd(): void {
    this.catchUp();
  }
}

describe('ConfigReader', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function readerOn(log: ManualLog) {
    const store = new ConfigStore();
    const warnings: string[] = [];
    const copy = new ConfigCopy(folder);
    const parts = { bus: log.bus, store, keys: new ApiKeyDirectory(), copy };
    return {
      store,
      copy,
      warnings,
      reader: new ConfigReader({ ...parts, warn: (text) => warnings.push(text) }),
    };
  }

  const lastGood = async () => {
    const table = new ConfigTable();
    table.setExperiment({
      project: 'default',
      number: 1,
      definition: runningDefinition({ revision: 'last good' }),
    });
    await new ConfigCopy(folder).save(table);
  };

  it('serves nothing before it knows anything', async () => {
    const { store, reader } = readerOn(new ManualLog());
    await reader.start();
    expect(() => store.table).toThrow('definitions of experiments are not there yet');
    await reader.stop();
  });

  it('serves the last good copy while the log is away', async () => {
    await lastGood();
    const log = new ManualLog();
    log.away = true;
    const { store, warnings, reader } = readerOn(log);
    await reader.start();
    expect(store.source).toBe('copy');
    expect(store.table.of('default').experiment('checkout')?.revision).toBe('last good');
    await eventually(() => warnings.length > 0);
    await reader.stop();
  });

  it('does not serve the past while it reads, and the log once it has caught up', async () => {
    await lastGood();
    const log = new ManualLog();
    const { store, reader } = readerOn(log);
    await reader.start();
    await log.deliver(EVENTS.slice(0, 1));
    expect(store.table.of('default').experiment('checkout')?.status).toBe('running');
    await log.deliver(EVENTS.slice(1));
    log.reachEnd();
    await eventually(() => store.source === 'log');
    expect(store.table.of('default').experiment('checkout')?.revision).toMatch(/^[0-9a-f]{32}$/);
    await reader.stop();
  });

  it('leaves a copy behind from which the next process starts', async () => {
    const log = new ManualLog();
    const { store, reader } = readerOn(log);
    await reader.start();
    await log.deliver(EVENTS);
    log.reachEnd();
    await eventually(() => store.source === 'log');
    await reader.stop();
    const next = readerOn(new ManualLog());
    await next.reader.start();
    expect(next.store.table.experiments()).toEqual(store.table.experiments());
    expect(await readdir(folder)).toEqual(['assignment-config.json']);
    await next.reader.stop();
  });

  it('keeps the lists of rollouts in the copy', async () => {
    const table = new ConfigTable();
    const lists = { allow: new Set(['d1']), deny: new Set(['d2']) };
    const state = { status: 'in_progress', percentage: 5, activation: null } as const;
    const definition = {
      kind: 'rollout',
      key: 'search',
      salt: 's',
      revision: 'r',
      ...state,
      ...lists,
    } as const;
    table.setRollout({ project: 'default', definition });
    await new ConfigCopy(folder).save(table);
    expect((await new ConfigCopy(folder).load())?.of('default').flag('search')).toEqual(definition);
  });

  it.each(['not json', '{"format":99}', '{"format":1}'])(
    'does not trip over a damaged copy: %s',
    async (content) => {
      await writeFile(join(folder, 'assignment-config.json'), content);
      expect(await new ConfigCopy(folder).load()).toBeUndefined();
    },
  );
});
