import type { EvaluationContext } from './evaluation-context.js';
import type { FlagDetails } from './flag-details.js';
import type { FlagQuestion, FlagType } from './typed-details.js';
import type { AnyFlags, FlagKey, FlagValue, ObjectValue } from './typed-flags.js';

/** A page has one context and is answered now; a server names the context each time, and may have to wait. */
export type When = 'now' | 'later';
export type Told<At extends When, Value> = At extends 'now' ? Value : Promise<Value>;
export type Asking<At extends When> = At extends 'now' ? [] : [context: EvaluationContext];

/**
 * Flags by type. Each answers with the default where there is no value of that type; `…Details` say why. With the
 * flags named in a type (`createBrowserClient<{ 'new-search': boolean }>`) keys and values are checked when compiled.
 */
export interface FlagGetters<Flags extends object = AnyFlags, At extends When = When> {
  getBoolean(key: FlagKey<Flags, boolean>, defaultValue: boolean, ...by: Asking<At>): Told<At, boolean>;
  getBooleanDetails(
    key: FlagKey<Flags, boolean>,
    defaultValue: boolean,
    ...by: Asking<At>
  ): Told<At, FlagDetails<boolean>>;
  getString<Key extends FlagKey<Flags, string>>(
    key: Key,
    defaultValue: FlagValue<Flags, Key, string>,
    ...by: Asking<At>
  ): Told<At, FlagValue<Flags, Key, string>>;
  getStringDetails<Key extends FlagKey<Flags, string>>(
    key: Key,
    defaultValue: FlagValue<Flags, Key, string>,
    ...by: Asking<At>
  ): Told<At, FlagDetails<FlagValue<Flags, Key, string>>>;
  getNumber<Key extends FlagKey<Flags, number>>(
    key: Key,
    defaultValue: FlagValue<Flags, Key, number>,
    ...by: Asking<At>
  ): Told<At, FlagValue<Flags, Key, number>>;
  getNumberDetails<Key extends FlagKey<Flags, number>>(
    key: Key,
    defaultValue: FlagValue<Flags, Key, number>,
    ...by: Asking<At>
  ): Told<At, FlagDetails<FlagValue<Flags, Key, number>>>;
  getObject<Key extends FlagKey<Flags, object>, Default extends FlagValue<Flags, Key, object>>(
    key: Key,
    defaultValue: Default,
    ...by: Asking<At>
  ): Told<At, ObjectValue<Flags, Key, Default>>;
  getObjectDetails<Key extends FlagKey<Flags, object>, Default extends FlagValue<Flags, Key, object>>(
    key: Key,
    defaultValue: Default,
    ...by: Asking<At>
  ): Told<At, FlagDetails<ObjectValue<Flags, Key, Default>>>;
}

type Details = FlagDetails<unknown> | Promise<FlagDetails<unknown>>;
type Ask = (question: FlagQuestion<unknown>, context?: EvaluationContext) => Details;

const NAMES: readonly (readonly [FlagType, string])[] = [
  ['boolean', 'getBoolean'],
  ['string', 'getString'],
  ['number', 'getNumber'],
  ['object', 'getObject'],
];

/** The getters of a client that answers questions like this. */
export function gettersOf<Flags extends object, At extends When>(ask: Ask): FlagGetters<Flags, At> {
  const getters = NAMES.flatMap(([type, name]) => {
    const details = (key: string, defaultValue: unknown, context?: EvaluationContext): Details =>
      ask({ key, type, defaultValue }, context);
    const value = (...asked: Parameters<typeof details>): unknown => {
      const told = details(...asked);
      return told instanceof Promise ? told.then((later) => later.value) : told.value;
    };
    return [
      [name, value],
      [`${name}Details`, details],
    ] as const;
  });
  return Object.fromEntries<unknown>(getters) as unknown as FlagGetters<Flags, At>;
}
