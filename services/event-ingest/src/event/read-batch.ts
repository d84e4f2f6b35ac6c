import type { InteractionEvent, TrafficFiltered } from '@assay/contracts';
import { shownValue } from '@assay/platform';
import { filteredEvent } from '../traffic/filtered-event.js';
import type { IngestContext } from './read-raw-event.js';
import { readRawEvent } from './read-raw-event.js';
import type { Checked, Refusal } from './refusal.js';
import { accept, refuse } from './refusal.js';
import { UnreadableEvent } from './unreadable-event.js';
import type { Warning } from './warning.js';
import { noteOn } from './warning.js';

/** Events of one request. */
export const LARGEST_BATCH = 1000;

export interface IndexedRefusal extends Refusal {
  /** Which event of the batch, from 0. */
  readonly index: number;
}

/** What goes into the log: what counts, and what a traffic filter keeps apart. */
export type LoggedEvent = InteractionEvent | TrafficFiltered;

export interface ReadBatch {
  readonly events: readonly LoggedEvent[];
  readonly refused: readonly IndexedRefusal[];
  readonly warnings: readonly Warning[];
  /** How many of the events are kept apart. */
  readonly filtered: number;
}

/** What a body holds: its events, unread, and when it was sent by the client's clock. */
export interface BatchList {
  readonly events: readonly unknown[];
  readonly sentAt?: string | number;
}

/** The list in a body: `{ "events": [ … ], "sentAt": … }`, or the bare list. */
export function listOf(body: unknown): Checked<BatchList> {
  const { events, sentAt, ...others } = Array.isArray(body)
    ? { events: body as unknown, sentAt: undefined }
    : objectOf(body);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    return refuse({ path: unknown, message: 'is not a known field', code: 'FIELD_UNKNOWN' });
  if (!Array.isArray(events)) return noList(events);
  if (events.length < 1 || events.length > LARGEST_BATCH) return wrongLength(events.length);
  if (sentAt === undefined) return accept({ events });
  if (typeof sentAt === 'string' || typeof sentAt === 'number') return accept({ events, sentAt });
  const value = shownValue('sentAt', sentAt);
  return refuse({ path: 'sentAt', value, message: 'must be a text or a number', code: 'FIELD_INVALID' });
}

const noList = (events: unknown): Checked<never> =>
  refuse({
    path: 'events',
    value: shownValue('events', events),
    message: 'must be a list of 1 to 1,000 events',
    code: 'FIELD_INVALID',
  });

const wrongLength = (length: number): Checked<never> =>
  refuse({
    path: 'events',
    message: `has ${String(length)} events; send 1 to ${String(LARGEST_BATCH)}`,
    code: length === 0 ? 'BATCH_EMPTY' : 'BATCH_TOO_LARGE',
  });

const objectOf = (body: unknown): { readonly events?: unknown; readonly sentAt?: unknown } =>
  typeof body === 'object' && body !== null ? body : {};

/** Reads every event of a batch; the refused ones are named by their index, their fields by the path in the event. */
export function readBatch(raw: readonly unknown[], context: IngestContext): ReadBatch {
  const events: LoggedEvent[] = [];
  const refused: IndexedRefusal[] = [];
  const warnings: Warning[] = [];
  let filtered = 0;
  raw.forEach((entry, index) => {
    const read = entry instanceof UnreadableEvent ? refuse(entry.refusal) : readRawEvent(entry, context);
    if (!read.ok) {
      refused.push({ ...read.refusal, index });
      return;
    }
    const note = noteOn(read.value, context);
    if (note !== undefined) warnings.push({ index, ...note });
    const filter = context.sieve?.(read.value.data.attributes);
    if (filter !== undefined) filtered += 1;
    events.push(filter === undefined ? read.value : filteredEvent(read.value, filter));
  });
  return { events, refused, warnings, filtered };
}

/** What is told of an event, with the path that it has in the list of its batch. */
export const inBatch = <Told extends { readonly index: number; readonly path: string }>(
  told: Told,
): Told => ({
  ...told,
  path: `events[${String(told.index)}]${told.path === '' ? '' : `.${told.path}`}`,
});
