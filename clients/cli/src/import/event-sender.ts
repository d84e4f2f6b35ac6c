import type { ApiClient } from '../api/api-client.js';
import type { FieldProblem } from '../errors/api-problem.error.js';
import type { Terminal } from '../terminal/terminal.js';
import type { LinedEvent } from './batches.js';
import { Batches, bodyOf } from './batches.js';
import type { RowProblem } from './read-rows.js';

const IN_FLIGHT = 4;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const ATTEMPTS = 30;

interface SendResult {
  /** Events the log has, repeats included. */
  readonly accepted: number;
  /** By the server’s own clock, when it took the last of them; milliseconds. */
  readonly lastAcknowledged: number | undefined;
  readonly refused: readonly RowProblem[];
}

/** Sends events in batches, a few requests at a time; what fails for a while is sent again with the same ids. */
export class EventSender {
  private readonly batches = new Batches();
  private readonly running = new Set<Promise<void>>();
  private readonly refused: RowProblem[] = [];
  private accepted = 0;
  private lastAcknowledged: number | undefined;
  private failure: Error | undefined;

  constructor(
    private readonly api: ApiClient,
    private readonly terminal: Pick<Terminal, 'sleep'>,
  ) {}

  /** Resolves when there is room for more. */
  async add(event: LinedEvent): Promise<void> {
    const full = this.batches.add(event);
    if (full !== undefined) await this.begin(full);
  }

  /** Resolves when everything has been acknowledged or refused. */
  async finish(): Promise<SendResult> {
    const rest = this.batches.take();
    if (rest.length > 0) await this.begin(rest);
    await Promise.all(this.running);
    if (this.failure !== undefined) throw this.failure;
    const { accepted, lastAcknowledged, refused } = this;
    return { accepted, lastAcknowledged, refused };
  }

  private async begin(batch: readonly LinedEvent[]): Promise<void> {
    while (this.running.size >= IN_FLIGHT) await Promise.race(this.running);
    if (this.failure !== undefined) throw this.failure;
    const sending = this.send(batch)
      .catch((error: unknown) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.running.delete(sending));
    this.running.add(sending);
  }

  private async send(batch: readonly LinedEvent[]): Promise<void> {
    const body = bodyOf(batch);
    for (
      let attempt = 1, pause = FIRST_PAUSE_MS;
      ;
      attempt += 1, pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
    ) {
      const outcome = await this.api.attempt('POST', '/api/v1/events?partial=true', body);
      if (outcome.ok) return this.acknowledge(batch, outcome.answer);
      if (!outcome.isTransient || attempt >= ATTEMPTS) throw outcome.error;
      await this.terminal.sleep(Math.max(pause, outcome.retryAfterMs ?? 0));
    }
  }

  private acknowledge(
    batch: readonly LinedEvent[],
    { body, serverTime }: { body: unknown; serverTime: number | undefined },
  ): void {
    const { accepted = batch.length, refused = [] } = (body ?? {}) as {
      accepted?: number;
      refused?: readonly FieldProblem[];
    };
    this.accepted += accepted;
    if (serverTime !== undefined) this.lastAcknowledged = Math.max(this.lastAcknowledged ?? 0, serverTime);
    for (const { index = 0, path, message } of refused)
      this.refused.push({
        line: batch[index]?.line ?? 0,
        problem: `${path} ${message} (refused by the server)`,
      });
  }
}
