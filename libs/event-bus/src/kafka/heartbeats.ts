/**
 * Signs of life for the group while handlers work. The first that fails (a rebalance, a lost session) says that
 * the partitions may be somebody else's: `onLost` aborts what is under way.
 */
export class Heartbeats {
  private error: Error | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly beat: () => Promise<void>,
    intervalMs: number,
    private readonly onLost: () => void,
  ) {
    this.timer = setInterval(() => void this.now(), intervalMs);
  }

  async now(): Promise<void> {
    try {
      await this.beat();
    } catch (error) {
      this.error ??= error instanceof Error ? error : new TypeError(String(error));
      this.onLost();
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws what a heartbeat failed with, for the consumer to join the group again */
  rethrow(): void {
    if (this.error !== undefined) throw this.error;
  }
}
