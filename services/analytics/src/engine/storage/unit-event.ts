import type { EventEnvelope, OutcomeRecorded, UnitExposed } from '@assay/contracts';
import type { Attributes } from '../state/attributes.js';
import { microsOf } from '../state/micros.js';
import type { Observation, ObservedEvent } from '../state/observation.js';
import { isByChance, observe } from '../state/observation.js';

/** An interaction of the log on its way into the read model. */
export interface UnitEvent {
  /** In lower case, as the database writes it. */
  readonly id: string;
  readonly project: string;
  readonly unitKey: string;
  readonly time: number;
  readonly event: ObservedEvent;
  readonly seen: Observation | undefined;
  /** As COPY takes it into `unit_events`. */
  readonly row: string;
}

export const KINDS = {
  UnitExposed: 0,
  InteractionRecorded: 1,
  OutcomeRecorded: 2,
  UnitAliased: 3,
  UnitErased: 4,
} as const;
export const UNIT_EVENT_TYPES = Object.keys(KINDS);
export const isUnitEvent = (event: EventEnvelope): event is ObservedEvent => event.type in KINDS;
export const UNIT_EVENT_COLUMNS = [
  'id',
  'unit_key',
  'kind',
  'name',
  'time',
  'value',
  'details',
  'forwarded_from',
];
export const SEPARATOR = '\u001f';

export const unitKeyOf = (project: string, unit: string): string => project + SEPARATOR + unit;

/** The project and the unit of a unit key. */
export function splitUnitKey(unitKey: string): readonly [project: string, unit: string] {
  const end = unitKey.indexOf(SEPARATOR);
  return [unitKey.slice(0, end), unitKey.slice(end + 1)];
}

export function unitEventOf(event: ObservedEvent): UnitEvent {
  const { project } = event;
  const { time, seen } = observe(event);
  const id = event.id.toLowerCase();
  const unitKey = unitKeyOf(project, event.data.unit);
  return { id, project, unitKey, time, event, seen, row: copyRow({ id, unitKey, time, event }) };
}

export const hasAttributes = ({ event }: UnitEvent): boolean => 'attributes' in event.data;

/** The same event as if it had come without attributes. */
export function withoutAttributes(one: UnitEvent): UnitEvent {
  const { event } = one;
  if (!('attributes' in event.data)) return one;
  const { attributes: _erased, ...data } = event.data;
  return unitEventOf({ ...event, data } as ObservedEvent);
}

/** The unit from which an event was forwarded to this one; undefined for one of its own. */
export const forwardedFrom = ({ data }: ObservedEvent): string | undefined =>
  'forwardedFrom' in data ? data.forwardedFrom : undefined;

/** Text for COPY: what would end a field or a row is escaped. */
const ESCAPED = /[\\\t\n\r]/g;
const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
export const copyText = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, (found) => ESCAPES[found] ?? found) : text;

const NULL = '\\N';
const copyJson = (value: unknown): string => (value === undefined ? NULL : copyText(JSON.stringify(value)));

/** One row of `unit_events`, tab-separated. */
function copyRow({ id, unitKey, time, event }: Pick<UnitEvent, 'id' | 'unitKey' | 'time' | 'event'>): string {
  const from = forwardedFrom(event);
  const [name, value, details] = contentOf(event);
  return [
    id,
    copyText(unitKey),
    KINDS[event.type],
    name,
    time,
    value,
    details,
    from === undefined ? NULL : copyText(from),
  ].join('\t');
}

type Content = readonly [name: string, value: number | bigint | string, details: string];

function contentOf(event: ObservedEvent): Content {
  switch (event.type) {
    case 'UnitExposed':
      return [event.data.experiment, NULL, copyJson(exposureDetails(event.data))];
    case 'InteractionRecorded': {
      const { name, value, attributes } = event.data;
      return [copyText(name), value === undefined ? NULL : microsOf(value), copyJson(attributes)];
    }
    case 'OutcomeRecorded': {
      const { flag = '', success } = event.data;
      return [flag, success ? 1 : 0, copyJson(outcomeDetails(event.data))];
    }
    case 'UnitAliased':
      return [copyText(event.data.user), NULL, NULL];
    case 'UnitErased':
      return ['', NULL, NULL];
  }
}

type ExposureDetails = readonly [
  run: number,
  phase: number,
  variant: string,
  reason: UnitExposed['data']['reason'],
  propensity: number,
  attributes?: Attributes,
];

function exposureDetails(data: UnitExposed['data']): ExposureDetails {
  const { run, phase, variant, reason, propensity, attributes } = data;
  return attributes === undefined
    ? [run, phase, variant, reason, propensity]
    : [run, phase, variant, reason, propensity, attributes];
}

type OutcomeDetails = Pick<OutcomeRecorded['data'], 'latencyMs' | 'error' | 'attributes'>;

const outcomeDetails = ({ latencyMs, error, attributes }: OutcomeRecorded['data']): unknown =>
  latencyMs === undefined && error === undefined && attributes === undefined
    ? undefined
    : { latencyMs, error, attributes };

/** A row of history as it is read back. */
export interface HistoryRow {
  readonly id: string;
  readonly unit_key: string;
  readonly kind: number;
  readonly name: string;
  readonly time: number;
  readonly value: number | null;
  readonly details: string | null;
  readonly forwarded_from: string | null;
}

/** What a stored row says about its unit; undefined for an exposure that is not {@link isByChance}, and for aliases. */
export function observationOf({ id, kind, name, time, value, details }: HistoryRow): Observation | undefined {
  if (kind === KINDS.InteractionRecorded) {
    const attributes = details === null ? undefined : (JSON.parse(details) as Attributes);
    return { kind: 'interaction', time, name, micros: value ?? 0, attributes };
  }
  if (kind === KINDS.OutcomeRecorded) return { kind: 'outcome', time, flag: name, success: value === 1 };
  if (kind !== KINDS.UnitExposed || details === null) return undefined;
  const [run, phase, variant, reason, propensity, attributes] = JSON.parse(details) as ExposureDetails;
  if (!isByChance({ reason, propensity })) return undefined;
  return { kind: 'exposure', id, time, experiment: name, run, phase, variant, propensity, attributes };
}

/** The details of a row without attributes, as they are stored of an event that has none; undefined where none are in it. */
export function erasedDetails({
  kind,
  details,
}: HistoryRow): { readonly details: string | null } | undefined {
  if (details === null) return undefined;
  if (kind === KINDS.InteractionRecorded) return { details: null };
  if (kind === KINDS.UnitExposed) {
    const [run, phase, variant, reason, propensity, attributes] = JSON.parse(details) as ExposureDetails;
    return attributes && { details: JSON.stringify([run, phase, variant, reason, propensity]) };
  }
  const { attributes, ...others } = JSON.parse(details) as OutcomeDetails;
  if (attributes === undefined) return undefined;
  return { details: Object.keys(others).length === 0 ? null : JSON.stringify(others) };
}

/** The data of a stored event as it came, but for what no reader of forwarded events needs. */
export function storedData(row: HistoryRow): Readonly<Record<string, unknown>> | undefined {
  const { kind, name, value, details } = row;
  if (kind === KINDS.InteractionRecorded)
    return {
      name,
      ...(value === null ? {} : { value: decimalText(value) }),
      ...(details === null ? {} : { attributes: JSON.parse(details) as Attributes }),
    };
  if (kind === KINDS.OutcomeRecorded)
    return {
      success: value === 1,
      ...(name === '' ? {} : { flag: name }),
      ...(details === null ? {} : (JSON.parse(details) as Attributes)),
    };
  if (kind !== KINDS.UnitExposed || details === null) return undefined;
  const [run, phase, variant, reason, propensity, attributes] = JSON.parse(details) as ExposureDetails;
  return {
    experiment: name,
    run,
    phase,
    variant,
    reason,
    propensity,
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Millionths as the shortest decimal text. */
function decimalText(micros: number): string {
  const digits = Math.abs(micros).toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  const text = digits.slice(0, -6) + (fraction === '' ? '' : `.${fraction}`);
  return micros < 0 ? `-${text}` : text;
}

export const typeOfKind = (kind: number): keyof typeof KINDS | undefined =>
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((type) => KINDS[type] === kind);
