import type { EventMetadata, InteractionEvent } from '@assay/contracts';
import { InteractionRecorded, newEvent, OutcomeRecorded, UnitExposed } from '@assay/contracts';
import type { FieldError } from '@assay/platform';
import type { CheckedType } from '../event-type/event-type-table.js';
import type { TrafficSieve } from '../traffic/traffic-filter-table.js';
import { decimalText } from './decimal.js';
import { clockSkew } from './clock-skew.js';
import { eventIdentity } from './event-identity.js';
import type { TimeBounds } from './event-time.js';
import { eventTime } from './event-time.js';
import { fitsIn } from './json-size.js';
import type { RawEvent, RawExposure, RawInteraction, RawOutcome } from './raw-event.js';
import { checkOf } from './raw-event.js';
import type { Checked } from './refusal.js';
import { accept, refuse } from './refusal.js';

/** What all events of a request share. */
export interface IngestContext {
  readonly project: string;
  readonly actor: string;
  /** Names the request in every event of it. */
  readonly correlationId: string;
  /** How far the clock of this client is behind, where the request tells; milliseconds. */
  readonly skewMs: number;
  /** What happened before is too late to count; milliseconds since 1970. */
  readonly earliest: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The same as RFC 3339 text, written once for all events of the request. */
  readonly receivedAtText: string;
  readonly newId: () => string;
  /** What interactions of this name are held against. */
  readonly typeOf: (name: string) => CheckedType | undefined;
  /** The variants of an experiment; undefined where there is none of this key. */
  readonly variantsOf: (experiment: string) => ReadonlySet<string> | undefined;
  /** Whether there is a release of this key. */
  readonly knowsRelease: (key: string) => boolean;
  /** Whether a rollout or release of this key has had this activation. */
  readonly knowsActivation: (flag: string, activation: string) => boolean;
  /** Missing where nothing is filtered. */
  readonly sieve?: TrafficSieve;
}

interface Shared {
  readonly unit: string;
  readonly receivedAt: string;
  readonly clientTime?: string;
  readonly attributes?: NonNullable<RawEvent['attributes']>;
}

interface Envelope {
  readonly metadata: EventMetadata;
  readonly shared: Shared;
}

type Mutable<Type> = { -readonly [Member in keyof Type]: Type[Member] };

const SOURCE = 'event-ingest';
const LARGEST_ATTRIBUTES = 16_384;
const LONGEST_NOTE = 300;

/** Turns what a client sent into an event of the log, or says what is wrong with it. Never throws. */
export function readRawEvent(raw: unknown, context: IngestContext): Checked<InteractionEvent> {
  const type: unknown =
    typeof raw === 'object' && raw !== null ? (raw as { type?: unknown }).type : undefined;
  const problem = checkOf(type)(raw);
  if (problem !== undefined) return refuse({ ...problem, code: problem.code ?? 'FIELD_INVALID' });
  const event = raw as RawEvent;
  const envelope = envelopeOf(event, context);
  if (!envelope.ok) return envelope;
  if (event.type === 'exposure') return accept(exposure(event as RawExposure, envelope.value));
  if (event.type === 'outcome') return outcomeOf(event as RawOutcome, envelope.value, context);
  return interaction(event, envelope.value, context.typeOf(event.type));
}

function envelopeOf(event: RawEvent, context: IngestContext): Checked<Envelope> {
  const unit = unitOf(event);
  if (!unit.ok) return unit;
  const bounds = boundsOf(event, context);
  if (!bounds.ok) return bounds;
  const time = eventTime(event.time, bounds.value);
  if (!time.ok) return time;
  const id = eventIdentity({
    id: event.id,
    time: time.value.given,
    unit: unit.value,
    project: context.project,
    newId: context.newId,
    bounds: bounds.value,
  });
  if (!id.ok) return id;
  const { attributes } = event;
  if (attributes !== undefined && !fitsIn(attributes, LARGEST_ATTRIBUTES)) return attributesTooLarge();
  const { project, actor, correlationId } = context;
  const { text, clientText } = time.value;
  // Members are set one by one here and below: spreading optional ones costs more than reading the event does.
  const shared: Mutable<Shared> = { unit: unit.value, receivedAt: context.receivedAtText };
  if (clientText !== undefined) shared.clientTime = clientText;
  if (attributes !== undefined) shared.attributes = attributes;
  const who = { project, actor, correlationid: correlationId };
  const metadata = { id: id.value, source: SOURCE, subject: unit.value, time: text, ...who };
  return accept({ metadata, shared });
}

function boundsOf(event: RawEvent, context: IngestContext): Checked<TimeBounds> {
  const { sentAt } = event;
  if (sentAt === undefined) return accept(isDatedByGateway(event) ? { ...context, skewMs: 0 } : context);
  const skew = clockSkew(sentAt, context.receivedAt);
  return skew.ok ? accept({ ...context, skewMs: skew.value }) : skew;
}

// The gateway dates the exposures it hands out, by a clock that is right, whatever the clock of the client that sends
// them back. A client that evaluates for itself says with the exposure when it sent it.
const isDatedByGateway = (event: RawEvent): boolean =>
  event.type === 'exposure' && (event as RawExposure).revision !== undefined;

function unitOf({ unit, userId }: RawEvent): Checked<string> {
  const given = unit ?? userId;
  if (given === undefined) return refuse({ path: 'unit', message: 'is required', code: 'FIELD_REQUIRED' });
  if (unit === undefined || userId === undefined || unit === userId) return accept(given);
  const message = `is "${userId}", but unit is "${unit}"; send one of them`;
  return refuse({ path: 'userId', value: userId, message, code: 'UNIT_AMBIGUOUS' });
}

const attributesTooLarge = (): Checked<never> =>
  refuse({
    path: 'attributes',
    message: `must not be larger than ${String(LARGEST_ATTRIBUTES)} characters of JSON`,
    code: 'ATTRIBUTES_TOO_LARGE',
  });

// Exposures that were decided elsewhere have one run and one phase, and a variant that was certain once it was theirs.
const exposure = (event: RawExposure, { metadata, shared }: Envelope): InteractionEvent =>
  newEvent(UnitExposed, metadata, {
    experiment: event.experiment,
    variant: event.variant,
    ...shared,
    run: event.run ?? 1,
    phase: event.phase ?? 1,
    reason: event.reason ?? 'split',
    propensity: event.propensity ?? 1,
    ...(event.revision === undefined ? {} : { revision: event.revision }),
  });

// Only releases have sides. Other flags may be of other systems, or be defined later.
function outcomeOf(
  event: RawOutcome,
  envelope: Envelope,
  { knowsRelease }: IngestContext,
): Checked<InteractionEvent> {
  const { side, flag } = event;
  if (side === undefined || flag === undefined || knowsRelease(flag)) return accept(outcome(event, envelope));
  const message = 'is no release: an outcome with a side is one of a release';
  return refuse({ path: 'flag', value: flag, message, code: 'RELEASE_UNKNOWN' });
}

const outcome = (event: RawOutcome, { metadata, shared }: Envelope): InteractionEvent =>
  newEvent(OutcomeRecorded, metadata, {
    success: event.success,
    ...shared,
    ...(event.latencyMs === undefined ? {} : { latencyMs: event.latencyMs }),
    ...(event.status === undefined ? {} : { status: event.status }),
    ...(event.flag === undefined ? {} : { flag: event.flag }),
    ...(event.activation === undefined ? {} : { activation: event.activation }),
    ...(event.side === undefined ? {} : { side: event.side }),
    ...(event.error === undefined ? {} : { error: event.error }),
  });

function interaction(
  event: RawInteraction,
  { metadata, shared }: Envelope,
  type: CheckedType | undefined,
): Checked<InteractionEvent> {
  const problem = type?.check(event);
  if (problem !== undefined && type?.mode === 'strict')
    return refuse({ ...problem, code: 'SCHEMA_VIOLATED' });
  const value = event.value === undefined ? undefined : decimalText(event.value);
  if (value?.ok === false) return value;
  const data: Mutable<InteractionRecorded['data']> = { name: event.type, ...shared };
  if (value !== undefined) data.value = value.value;
  if (type !== undefined) data.schemaVersion = type.schemaVersion;
  if (problem !== undefined) data.schemaProblem = noteOf(problem);
  return accept(newEvent(InteractionRecorded, metadata, data));
}

const noteOf = ({ path, message }: FieldError): string => `${path} ${message}`.slice(0, LONGEST_NOTE);
