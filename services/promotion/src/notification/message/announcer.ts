import type { EventEnvelope } from '@assay/contracts';
import type { Message } from './message.js';

/** What was said before in the same stream, as far as later messages need it. */
export type Context = Readonly<Record<string, string>>;

/** A message without what its event says of itself. */
export type Draft = Omit<Message, 'id' | 'project' | 'who' | 'at'>;

/** Turns events of one kind of stream into messages to people; pure and total. */
export interface Announcer<Event extends EventEnvelope = EventEnvelope> {
  readonly types: readonly Event['type'][];
  /** The context after the event, which its own message sees as well. */
  remember(context: Context, event: Event): Context;
  /** Undefined where nobody needs to be told. */
  announce(event: Event, context: Context): Draft | undefined;
}
