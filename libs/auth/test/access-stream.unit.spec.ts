import { Logger } from '@nestjs/common';
import type { EventBus, Subscription } from '@assay/event-bus';
import { FixedClock, Readiness } from '@assay/platform';
import { AccessStream } from '../src/api-key/access-stream.js';
import { KeyRing } from '../src/index.js';
import { keyWith } from './keys.js';
import { MemoryAccessLog } from './memory-access-log.js';

const MINUTES = 60_000;
const first = keyWith(['evaluate'], 1);

interface Setup {
  readonly stream: AccessStream;
  readonly ring: KeyRing;
  readonly clock: FixedClock;
  readonly readiness: Readiness;
}

function follow(bus: EventBus): Setup {
  const [ring, clock, readiness] = [new KeyRing(), new FixedClock(1_800_000_000_000), new Readiness()];
  const stream = new AccessStream(bus, clock, ring, readiness);
  stream.onApplicationBootstrap();
  return { stream, ring, clock, readiness };
}

Logger.overrideLogger(false);

describe('AccessStream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is loading until it has read what was there, and ready from then on', async () => {
    const { stream, ring, readiness } = follow(new MemoryAccessLog([first.created]));
    expect(stream.freshness()).toBe('loading');
    expect(await readiness.report()).toMatchObject({ status: 'not_ready' });
    await jest.advanceTimersByTimeAsync(0);
    expect(stream.freshness()).toBe('fresh');
    expect(ring.find(first.key).outcome).toBe('valid');
    expect(await readiness.report()).toMatchObject({ status: 'ready' });
    await stream.onApplicationShutdown();
  });

  it('tries again while the log cannot be read', async () => {
    const log = new MemoryAccessLog([first.created]);
    const read = log.read.bind(log);
    let attempts = 0;
    log.read = (options): Promise<Subscription> => {
      attempts += 1;
      return attempts < 3 ? Promise.reject(new TypeError('no broker')) : read(options);
    };
    const { stream } = follow(log);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(stream.freshness()).toBe('loading');
    await jest.advanceTimersByTimeAsync(2_000);
    expect([attempts, stream.freshness()]).toEqual([3, 'fresh']);
    await stream.onApplicationShutdown();
  });

  it('is stale after more than five minutes without contact, and fresh again with it', async () => {
    const log = new MemoryAccessLog();
    const { stream, clock } = follow(log);
    await jest.advanceTimersByTimeAsync(0);
    log.healthy = false;
    clock.advance(5 * MINUTES);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stream.freshness()).toBe('fresh');
    clock.advance(1);
    expect(stream.freshness()).toBe('stale');
    log.healthy = true;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stream.freshness()).toBe('fresh');
    await stream.onApplicationShutdown();
  });
});
