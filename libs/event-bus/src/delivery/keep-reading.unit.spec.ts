import type { BroadcastSubscription, EventBus, Subscription } from '../port.js';
import { keepReading } from './keep-reading.js';

const SUBSCRIPTION: BroadcastSubscription = { name: 'reader', topics: [], handle: () => Promise.resolve() };

/** A log that is away for the first so many times. */
function logAwayFor(times: number) {
  const seen = { asked: 0, stopped: 0 };
  const subscription: Subscription = {
    caughtUp: Promise.resolve(),
    health: () => ({ running: true, lag: 0, stalledMs: 0 }),
    stop: () => {
      seen.stopped += 1;
      return Promise.resolve();
    },
  };
  const bus: Pick<EventBus, 'read'> = {
    read: () => {
      seen.asked += 1;
      return seen.asked > times ? Promise.resolve(subscription) : Promise.reject(new TypeError('away'));
    },
  };
  return { bus, seen };
}

describe('a reader that lasts', () => {
  it('begins when the log is back, and says why it has not begun', async () => {
    const { bus, seen } = logAwayFor(1);
    const troubles: unknown[] = [];
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const read: EventBus['read'] = async (subscription) => {
      const reading = await bus.read(subscription);
      begin();
      return reading;
    };
    const reader = keepReading({ read }, SUBSCRIPTION, (trouble) => troubles.push(trouble));
    await begun;
    await reader.stop();
    expect(seen).toEqual({ asked: 2, stopped: 1 });
    expect(troubles).toEqual([new TypeError('away')]);
  });

  it('stops while it waits for the log, and what it had begun', async () => {
    const waiting = logAwayFor(Infinity);
    await keepReading(waiting.bus, SUBSCRIPTION, () => undefined).stop();
    expect(waiting.seen).toEqual({ asked: 1, stopped: 0 });
    const reading = logAwayFor(0);
    await keepReading(reading.bus, SUBSCRIPTION, () => undefined).stop();
    expect(reading.seen).toEqual({ asked: 1, stopped: 1 });
  });
});
