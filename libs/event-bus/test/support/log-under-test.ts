import type { BusTiming, EventBus, LogArchive, RawMessage } from '@assay/event-bus';

/** A log that nobody else uses, and as many processes on it as a test wants. */
export interface LogUnderTest {
  /** One process's bus; the topics exist. */
  open(timing?: Partial<BusTiming>, archive?: LogArchive): EventBus;
  /** All dead letters of a topic, as they lie in the log. */
  deadLetters(topic: string): Promise<readonly RawMessage[]>;
  /** Closes every bus that was opened. */
  close(): Promise<void>;
}

export type CreateLog = () => Promise<LogUnderTest>;

/** Short times, so that tests need not wait for leases and polls. */
export const TEST_TIMING: Partial<BusTiming> = { pollMs: 100, sessionMs: 6_000 };

/** Retries without long waits. */
export const QUICK = { attempts: 3, initialDelayMs: 5, maxDelayMs: 20 };
