import type { PartitionProgress, SharedSubscription } from '../port.js';

const INTERVAL_MS = 900;

/** Tells a subscription about once a second how far its partitions are; never twice at the same time. */
export class ProgressReporter {
  private last = 0;
  private busy = false;

  constructor(
    private readonly onProgress: NonNullable<SharedSubscription['onProgress']>,
    private readonly onError: (error: unknown) => void,
  ) {}

  async report(progress: readonly PartitionProgress[], now: number): Promise<void> {
    if (this.busy || progress.length === 0 || now - this.last < INTERVAL_MS) return;
    this.busy = true;
    this.last = now;
    try {
      await this.onProgress(progress);
    } catch (error) {
      this.onError(error);
    }
    this.busy = false;
  }
}
