import { Client } from 'pg';
import type { Pool } from 'pg';
import { DEFAULT_RETRY, delayAfter, pause } from '../delivery/retry.js';

const CHANNEL = 'assay_bus';

/** Tells readers in other processes that something was appended. Only a hint: whoever misses one polls. */
export class Notifications {
  private readonly abort = new AbortController();
  private readonly listening: Promise<void>;
  private client: Client | undefined;
  private sending = false;
  private pending = false;

  constructor(
    private readonly pool: Pool,
    private readonly connectionString: string,
    private readonly onWake: () => void,
  ) {
    this.listening = this.listen();
  }

  /** Several calls while one is under way become one. */
  tell(): void {
    this.pending = true;
    if (!this.sending) void this.send();
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.client?.end().catch(() => undefined);
    await this.listening;
  }

  private async send(): Promise<void> {
    this.sending = true;
    while (this.pending && !this.abort.signal.aborted) {
      this.pending = false;
      await this.pool.query(`SELECT pg_notify('${CHANNEL}', '')`).catch(() => undefined);
    }
    this.sending = false;
  }

  private async listen(): Promise<void> {
    const { signal } = this.abort;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const client = new Client({ connectionString: this.connectionString });
      const ended = new Promise<void>((resolve) => {
        client.on('end', resolve);
        client.on('error', () => resolve());
      });
      client.on('notification', this.onWake);
      try {
        await client.connect();
        this.client = client;
        await client.query(`LISTEN ${CHANNEL}`);
        failures = 1;
        if (!signal.aborted) await ended;
      } catch {
        // Polling goes on meanwhile.
      }
      await client.end().catch(() => undefined);
      await pause(delayAfter(failures, DEFAULT_RETRY), signal);
    }
  }
}
