import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { Readiness } from '@assay/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LogUnavailableProblem, OverloadedProblem } from './publish-problems.js';

const PATIENCE_MS = 10_000;
const MOST_WAITING = 200_000;
const MOST_WAITING_BYTES = 128 * 1024 * 1024;

/** Puts events into the log and says so only when they are there. */
@Injectable()
export class Publisher {
  private readonly logger = new Logger(Publisher.name);
  private waiting = 0;
  private waitingBytes = 0;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    readiness: Readiness,
  ) {
    readiness.add({
      name: 'log',
      check: () => (bus.isHealthy() ? { ready: true } : { ready: false, detail: 'no contact with the log' }),
    });
  }

  /**
   * Resolves after the log has all of them.
   * @param bytes how large the body was that they came in
   * @throws LogUnavailableProblem when it has not answered in time: the events may be there or not, and sending
   *   them again is harmless where they have their own ids
   */
  async publish(events: readonly EventEnvelope[], bytes = 0): Promise<void> {
    // While the log is silent, memory must not fill up with what nobody has been promised.
    if (this.waiting + events.length > MOST_WAITING || this.waitingBytes + bytes > MOST_WAITING_BYTES)
      throw new OverloadedProblem(this.waiting);
    try {
      await withinPatience(this.counted(this.bus.publish(events), events.length, bytes));
    } catch (error) {
      this.logger.warn(`${String(events.length)} events were not taken by the log: ${String(error)}`);
      throw new LogUnavailableProblem(error);
    }
  }

  // What the caller was refused may still lie in the queue to the log: it counts until the log has answered.
  private async counted(published: Promise<void>, events: number, bytes: number): Promise<void> {
    this.waiting += events;
    this.waitingBytes += bytes;
    try {
      await published;
    } finally {
      this.waiting -= events;
      this.waitingBytes -= bytes;
    }
  }
}

async function withinPatience(published: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LogSilentError(PATIENCE_MS)), PATIENCE_MS);
  });
  try {
    await Promise.race([published, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The log did not answer. */
class LogSilentError extends Error {
  readonly code = 'LOG_SILENT';
  constructor(milliseconds: number) {
    super(`the log did not answer within ${String(milliseconds)} ms`);
  }
}
