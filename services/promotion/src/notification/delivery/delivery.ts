import type { Message } from '../message/message.js';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead', 'discarded'] as const;
/** `dead`: given up, until a person retries or discards it. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface Delivery {
  readonly id: string;
  readonly project: string;
  readonly channel: string;
  readonly attempts: number;
  readonly message: Message;
}

/** A delivery as people see it. */
export interface DeliveryView extends Delivery {
  readonly status: DeliveryStatus;
  readonly createdAt: string;
  /** When it is tried next; null when it is not. */
  readonly dueAt: string | null;
  readonly settledAt: string | null;
  /** Why the last try failed. */
  readonly lastError: string | null;
}

/** What came of a try. */
export type Settled =
  | { readonly id: string; readonly status: 'delivered' }
  | { readonly id: string; readonly status: 'dead'; readonly error: string }
  | { readonly id: string; readonly status: 'pending'; readonly error: string; readonly dueAt: number };
