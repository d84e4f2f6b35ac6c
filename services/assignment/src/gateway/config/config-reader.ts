import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, QuarantinedStream, Subscription } from '@assay/event-bus';
import { messageOf } from '@assay/platform';
import type { ApiKeyDirectory } from '../../api-key/api-key-directory.js';
import type { ListSource } from '../../segment/members/segment-contents.js';
import { ConfigBatches } from './config-batches.js';
import type { ConfigCopy } from './config-copy.js';
import { ConfigFold } from './config-fold.js';
import type { ConfigStore } from './config-store.js';

export interface ConfigReaderParts {
  readonly bus: EventBus;
  readonly store: ConfigStore;
  readonly keys: ApiKeyDirectory;
  /** Without one, a process that starts while the log is away has nothing to serve. */
  readonly copy?: ConfigCopy;
  /** Where the members of segments are; without it nobody belongs to a list. */
  readonly lists?: ListSource;
  readonly warn: (message: string) => void;
}

const SAVE_AFTER_MS = 500;
/** Between two copies, as many times as long as one takes to write: with ten thousand definitions that is much work. */
const PAUSES_PER_SAVE = 20;
const RETRY_MS = 1_000;
/** What definitions are made of. */
export const DEFINITION_TOPICS: readonly string[] = [
  TOPICS.experiments.name,
  TOPICS.definitions.name,
  TOPICS.rollouts.name,
  TOPICS.releases.name,
];
const TOPICS_READ = [...DEFINITION_TOPICS, TOPICS.access.name];

/**
 * Follows the configuration in the log. Until it has been read to the end, the last good copy is served: in the
 * middle of the log definitions are those of the past.
 */
export class ConfigReader {
  private readonly fold: ConfigFold;
  private readonly batches: ConfigBatches;
  private subscription: Subscription | undefined;
  private saving: NodeJS.Timeout | undefined;
  private saveTook = 0;
  private stopped = false;
  private isCaughtUp = false;

  constructor(private readonly parts: ConfigReaderParts) {
    this.fold = new ConfigFold(({ stream, version, reason }) =>
      parts.warn(`${stream} is set aside at version ${String(version)}: ${reason}`),
    );
    this.batches = new ConfigBatches({ fold: this.fold, lists: parts.lists, warn: parts.warn });
  }

  async start(): Promise<void> {
    const copy = await this.parts.copy?.load();
    if (copy !== undefined && this.parts.store.source === 'nothing') this.parts.store.serve(copy, 'copy');
    void this.follow();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.batches.stop();
    clearTimeout(this.saving);
    await this.subscription?.stop();
    if (this.parts.store.source === 'log') await this.save();
  }

  private async follow(): Promise<void> {
    while (!this.stopped) {
      try {
        this.subscription = await this.read();
        await this.subscription.caughtUp;
        this.isCaughtUp = true;
        await this.batches.compile();
        if (this.stopped) return;
        this.parts.store.serve(this.fold.table, 'log');
        this.saveSoon();
        return;
      } catch (error) {
        this.parts.warn(`configuration cannot be read now: ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  private read(): Promise<Subscription> {
    return this.parts.bus.read({
      name: 'assignment-config',
      topics: TOPICS_READ,
      handle: (batch) => this.applyBatch(batch),
      onError: (error) => this.parts.warn(`configuration is not up to date: ${messageOf(error)}`),
    });
  }

  /** Streams whose last good definition is served, because something later in them could not be read. */
  setAside(): readonly QuarantinedStream[] {
    return this.fold.quarantined();
  }

  private async applyBatch(batch: DeliveredBatch): Promise<void> {
    if (batch.topic === TOPICS.access.name)
      for (const { event } of batch.events) this.parts.keys.apply(event);
    else this.batches.apply(batch);
    // In the middle of the log nobody is served by it: all of it is compiled once, at its end.
    if (this.isCaughtUp) await this.batches.compile();
    if (this.parts.store.source === 'log') this.saveSoon();
  }

  private saveSoon(): void {
    this.saving ??= setTimeout(
      () => {
        this.saving = undefined;
        void this.save();
      },
      Math.max(SAVE_AFTER_MS, PAUSES_PER_SAVE * this.saveTook),
    );
  }

  private async save(): Promise<void> {
    const begun = performance.now();
    try {
      await this.parts.copy?.save(this.fold.table);
    } catch (error) {
      this.parts.warn(`the copy of the configuration could not be written: ${messageOf(error)}`);
    }
    this.saveTook = performance.now() - begun;
  }
}
