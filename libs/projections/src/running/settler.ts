import type { PartitionProgress } from '@assay/event-bus';
import { isTransientError } from '@assay/event-bus';
import type { BatchApplier } from '../batch/batch-applier.js';

/** Settles what batches leave behind in the partitions that this process owns, between their batches. */
export class Settler {
  private readonly running = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly applier: Pick<BatchApplier, 'settle'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Looks after a partition, unless that is being done; what fails now is tried at the next call. */
  wake({ topic, partition }: Pick<PartitionProgress, 'topic' | 'partition'>): void {
    const key = `${topic}/${String(partition)}`;
    if (this.running.has(key) || this.stopping) return;
    const work = this.settle({ topic, partition }).finally(() => {
      this.running.delete(key);
    });
    this.running.set(key, work);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running.values());
    this.stopping = false;
  }

  private async settle(at: Pick<PartitionProgress, 'topic' | 'partition'>): Promise<void> {
    try {
      while (!this.stopping && !(await this.applier.settle(at)));
    } catch (error) {
      if (!isTransientError(error)) this.onError(error);
    }
  }
}
