import type { Answer, Call } from '../api.js';

/** Something that is asked for, with all that follows from it by itself. */
export interface Move {
  readonly name: string;
  /** Asks for it. With the same key it is the same request. */
  readonly ask: (call: Call, key: string) => Promise<Answer>;
  /** How it stands afterwards, wherever one looks. */
  readonly after: unknown;
  /** It is made for the sake of the next one: another move is the same. */
  readonly isAgain?: boolean;
  /** What is asked for only leads to it: a service decides by itself. */
  readonly followsByItself?: boolean;
}

/** What is decided about, and the moves that are made with it, one after the other. */
export interface Subject {
  readonly key: string;
  readonly prepare: (call: Call) => Promise<void>;
  readonly moves: readonly Move[];
  /** How it stands: at the gateway, with its owner, in the read models. */
  readonly seen: (call: Call) => Promise<unknown>;
}

export const once = (key: string) => ({ headers: { 'idempotency-key': key } });

/** Outcomes that all fail: the same ones whenever the same key asks. */
export function failures(): (key: string, flag: string, fields: object) => readonly object[] {
  const made = new Map<string, readonly object[]>();
  return (key, flag, fields) => {
    const time = new Date().toISOString();
    const events =
      made.get(key) ??
      Array.from({ length: 60 }, (_, nth) => ({
        ...{ type: 'outcome', id: `${key}-${String(nth)}`, unit: `unit-${String(nth)}` },
        ...{ flag, time, success: false, ...fields },
      }));
    made.set(key, events);
    return events;
  };
}
