import type { AlertEvent, EventMetadata } from '@assay/contracts';
import { AlertRaised, AlertResolved, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import type { AlertReading } from './alert-reading.js';
import { raisedData } from './alert-reading.js';

export interface QuietAlert {
  readonly status: 'quiet';
  /** The value when it was resolved last; null before the first time. */
  readonly lastValue: number | null;
}

export interface RaisedAlert {
  readonly status: 'raised';
  /** The id of its AlertRaised. */
  readonly alert: string;
  readonly raisedAt: string;
}

export type AlertState = QuietAlert | RaisedAlert;

export interface RaiseAlert {
  readonly type: 'RaiseAlert';
  readonly metadata: EventMetadata;
  readonly reading: AlertReading;
}

export interface ResolveAlert {
  readonly type: 'ResolveAlert';
  readonly metadata: EventMetadata;
  readonly reading: AlertReading;
  /** How long it stays raised at least, in milliseconds. */
  readonly leastMs: number;
}

export type AlertCommand = RaiseAlert | ResolveAlert;

export type AlertRefusal =
  | { readonly code: 'ALREADY_RAISED'; readonly alert: string }
  | { readonly code: 'NOTHING_NEW'; readonly lastValue: number }
  | { readonly code: 'NOT_RAISED' }
  | { readonly code: 'RAISED_JUST_NOW'; readonly raisedAt: string; readonly leastMs: number };

type Outcome = Decision<AlertEvent, AlertRefusal>;

const refuse = (refusal: AlertRefusal): Outcome => ({ outcome: 'refused', refusal });

function raise({ metadata, reading }: RaiseAlert, state: AlertState): Outcome {
  if (state.status === 'raised') return refuse({ code: 'ALREADY_RAISED', alert: state.alert });
  const { lastValue } = state;
  if (reading.isTotal === true && lastValue !== null && (reading.value ?? 0) <= lastValue)
    return refuse({ code: 'NOTHING_NEW', lastValue });
  const { certificate } = reading;
  const data = { ...raisedData(reading), ...(certificate === undefined ? {} : { certificate }) };
  return { outcome: 'accepted', events: [newEvent(AlertRaised, metadata, data)] };
}

function resolve({ metadata, reading, leastMs }: ResolveAlert, state: AlertState): Outcome {
  if (state.status === 'quiet') return refuse({ code: 'NOT_RAISED' });
  const { alert, raisedAt } = state;
  if (Date.parse(metadata.time) - Date.parse(raisedAt) < leastMs)
    return refuse({ code: 'RAISED_JUST_NOW', raisedAt, leastMs });
  const { pause: _asked, ...data } = raisedData(reading);
  const event = newEvent(AlertResolved, { ...metadata, causationid: alert }, { ...data, alert });
  return { outcome: 'accepted', events: [event] };
}

function evolve(_state: AlertState, event: AlertEvent): AlertState {
  return event.type === 'AlertRaised'
    ? { status: 'raised', alert: event.id, raisedAt: event.time }
    : { status: 'quiet', lastValue: event.data.value };
}

/**
 * One alert: quiet ⇄ raised. What is raised is not raised again, and stays so for a while, so that a value that
 * swings around its limit gives one alert instead of many.
 */
export const alertDecider: Decider<AlertState, AlertCommand, AlertEvent, AlertRefusal> = {
  initial: { status: 'quiet', lastValue: null },
  evolve,
  decide: (command, state) =>
    command.type === 'RaiseAlert' ? raise(command, state) : resolve(command, state),
};
