import type { Refusal } from './refusal.js';

/** What could not even be looked at as an event; it stands in the batch in the place of one. */
export class UnreadableEvent {
  constructor(readonly refusal: Refusal) {}
}
