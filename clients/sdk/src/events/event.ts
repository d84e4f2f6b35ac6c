import { newId } from './new-id.js';

export type EventAttributes = Readonly<Record<string, unknown>>;

/** What a unit did. */
export interface Interaction {
  /** A number of up to six decimals, or its decimal text. */
  readonly value?: number | string | undefined;
  readonly attributes?: EventAttributes | undefined;
}

/** How a request of a unit ended. */
export interface Outcome {
  readonly success: boolean;
  readonly latencyMs?: number | undefined;
  /** Up to 200 characters. */
  readonly error?: string | undefined;
  /** The flag that it happened under; counts where the flag was on for the unit. */
  readonly flag?: string | undefined;
  readonly attributes?: EventAttributes | undefined;
}

/** An event as event ingest takes it, without what it is stamped with. */
export interface NewEvent {
  readonly type: string;
  readonly unit: string;
  readonly [field: string]: unknown;
}

/** Ready to be sent: its text stays the same through all tries. */
export interface StampedEvent {
  readonly text: string;
  readonly bytes: number;
  readonly isExposure: boolean;
}

const encoder = new TextEncoder();

/** Gives an event its identity and its time. */
export function stamped(event: NewEvent): StampedEvent {
  const now = Date.now();
  const text = JSON.stringify({ id: newId(now), time: new Date(now).toISOString(), ...event });
  return { text, bytes: encoder.encode(text).length, isExposure: event.type === 'exposure' };
}

/**
 * A batch as it is sent now. Exposures with a revision are taken to be dated by the gateway unless they say when
 * they were sent, and these are dated by this clock.
 */
export function batchText(events: readonly StampedEvent[]): string {
  const sentAt = `"sentAt":"${new Date().toISOString()}"`;
  const texts = events.map(({ text, isExposure }) => (isExposure ? `${text.slice(0, -1)},${sentAt}}` : text));
  return `{${sentAt},"events":[${texts.join(',')}]}`;
}
