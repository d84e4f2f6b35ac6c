import type { Static, TSchema } from '@sinclair/typebox';
import type { EventEnvelope } from './envelope.js';
import type { TopicName } from '../catalogue/topics.js';

/** Turns the data of version `n` into the data of version `n + 1`; pure and total. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/**
 * One event type, defined once: its TypeScript type (`EventOf`), its JSON schema (`data`) and its place in the
 * AsyncAPI document all come from here.
 */
export interface EventDefinition<Name extends string = string, Schema extends TSchema = TSchema> {
  readonly type: Name;
  readonly version: number;
  readonly topic: TopicName;
  readonly description: string;
  readonly data: Schema;
  /** `upcasters[n]` reads version `n`; every version below the current one must have its entry. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

export type EventOf<Definition> =
  Definition extends EventDefinition<infer Name, infer Schema> ? EventEnvelope<Name, Static<Schema>> : never;

export type DataOf<Definition> =
  Definition extends EventDefinition<string, infer Schema> ? Static<Schema> : never;

export function defineEvent<Name extends string, Schema extends TSchema>(
  definition: Omit<EventDefinition<Name, Schema>, 'upcasters'> & {
    readonly upcasters?: Readonly<Record<number, Upcaster>>;
  },
): EventDefinition<Name, Schema> {
  return { upcasters: {}, ...definition };
}
