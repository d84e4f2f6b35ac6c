import { Logger } from '@nestjs/common';
import type { EventEnvelope, InteractionEvent } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { Problem, Readiness } from '@assay/platform';
import { readRawEvent } from '../event/read-raw-event.js';
import { Publisher } from './publisher.js';
import { context } from '../../test/context.js';

const event = (): InteractionEvent => {
  const read = readRawEvent({ type: 'click', unit: 'u1' }, context());
  if (!read.ok) throw new TypeError(read.refusal.message);
  return read.value;
};
const events = (count: number): InteractionEvent[] => Array.from({ length: count }, event);

const busWith = (publish: (events: readonly EventEnvelope[]) => Promise<void>, healthy = true): EventBus =>
  ({ publish, isHealthy: () => healthy }) as unknown as EventBus;

const codeOf = async (attempt: Promise<void>): Promise<string> => {
  try {
    await attempt;
    return 'acknowledged';
  } catch (error) {
    return error instanceof Problem ? `${String(error.status)} ${error.code}` : 'surprise';
  }
};

Logger.overrideLogger(false);

describe('Publisher', () => {
  it('acknowledges only what the log has', async () => {
    const stored: EventEnvelope[] = [];
    let confirm: () => void = () => undefined;
    const confirmed = new Promise<void>((resolve) => (confirm = resolve));
    const bus = busWith(async (given) => {
      await confirmed;
      stored.push(...given);
    });
    const publishing = new Publisher(bus, new Readiness()).publish(events(3));
    const first = await Promise.race([
      publishing.then(() => 'acknowledged'),
      Promise.resolve('still waiting'),
    ]);
    expect(first).toBe('still waiting');
    confirm();
    await publishing;
    expect(stored).toHaveLength(3);
  });

  it('answers 503 when the log refuses, whatever the reason', async () => {
    const publisher = new Publisher(
      busWith(() => Promise.reject(new TypeError('broken'))),
      new Readiness(),
    );
    expect(await codeOf(publisher.publish(events(1)))).toBe('503 LOG_UNAVAILABLE');
  });

  it('takes no more than memory holds while the log is silent, and goes on when it answers', async () => {
    let answer: () => void = () => undefined;
    const silence = new Promise<void>((resolve) => (answer = resolve));
    const publisher = new Publisher(
      busWith(() => silence),
      new Readiness(),
    );
    const thousand = events(1000);
    const waiting = Array.from({ length: 200 }, () => publisher.publish(thousand));
    expect(await codeOf(publisher.publish(events(1)))).toBe('503 OVERLOADED');
    answer();
    await Promise.all(waiting);
    expect(await codeOf(publisher.publish(events(1)))).toBe('acknowledged');
  });

  it('takes no larger bodies than memory holds, either', async () => {
    let answer: () => void = () => undefined;
    const silence = new Promise<void>((resolve) => (answer = resolve));
    const publisher = new Publisher(
      busWith(() => silence),
      new Readiness(),
    );
    const megabyte = 1024 * 1024;
    const waiting = Array.from({ length: 128 }, () => publisher.publish(events(1), megabyte));
    expect(await codeOf(publisher.publish(events(1), megabyte))).toBe('503 OVERLOADED');
    answer();
    await Promise.all(waiting);
    expect(await codeOf(publisher.publish(events(1), megabyte))).toBe('acknowledged');
  });

  describe('with a log that never answers', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it('gives up after ten seconds', async () => {
      const publisher = new Publisher(
        busWith(() => new Promise(() => undefined)),
        new Readiness(),
      );
      const outcome = codeOf(publisher.publish(events(1)));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await outcome).toBe('503 LOG_UNAVAILABLE');
    });

    it('goes on counting what the log still holds, although its senders were refused', async () => {
      let answer: () => void = () => undefined;
      const silence = new Promise<void>((resolve) => (answer = resolve));
      const publisher = new Publisher(
        busWith(() => silence),
        new Readiness(),
      );
      const thousand = events(1000);
      const outcomes = Array.from({ length: 200 }, () => codeOf(publisher.publish(thousand)));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['503 LOG_UNAVAILABLE']));
      expect(await codeOf(publisher.publish(events(1)))).toBe('503 OVERLOADED');
      answer();
      await jest.advanceTimersByTimeAsync(0);
      expect(await codeOf(publisher.publish(events(1)))).toBe('acknowledged');
    });
  });

  it('is ready while there is contact with the log', async () => {
    const readiness = new Readiness();
    new Publisher(
      busWith(() => Promise.resolve(), false),
      readiness,
    );
    expect(await readiness.report()).toEqual({
      status: 'not_ready',
      checks: { log: { ready: false, detail: 'no contact with the log' } },
    });
  });
});
