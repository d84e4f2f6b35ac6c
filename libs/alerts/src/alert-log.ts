import type { AlertEvent, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { handle } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import type { AlertReading, AlertRef } from './alert-reading.js';
import type { AlertCommand } from './alert.decider.js';
import { alertDecider } from './alert.decider.js';

export interface AlertLogOptions {
  /** Of the service that raises them: each has rules of its own. */
  readonly store: EventStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly service: string;
}

/** How long an alert stays raised at least. */
const LEAST_MS = 60_000;
/** How long this process relies on what it knows of an alert; another process may have changed it. */
const KNOWN_MS = 10_000;

/**
 * Raises and resolves alerts as events, each once: any process may report what it sees, as often as it likes, and the
 * expected version of the alert's stream lets one of them through.
 * @example
 * if (failures > limit) await alerts.raise({ ...reading, message: `${failures} of ${requests} failed` });
 * else if (failures < limit / 2) await alerts.resolve(reading);
 */
export class AlertLog {
  /** Until when raising an alert is known to be of no use. */
  private readonly known = new Map<string, number>();

  constructor(private readonly options: AlertLogOptions) {}

  /**
   * @param cause id of the event that showed it, where there is one
   * @returns the event, when it was this call that raised the alert
   */
  async raise(reading: AlertReading, cause?: string): Promise<AlertEvent | undefined> {
    const stream = streamOf(reading);
    if ((this.known.get(stream) ?? 0) > this.options.clock.now()) return undefined;
    const raised = await this.handle(stream, (metadata) => ({
      type: 'RaiseAlert',
      metadata: cause === undefined ? metadata : { ...metadata, causationid: cause },
      reading,
    }));
    this.forgetOld();
    this.known.set(stream, this.options.clock.now() + KNOWN_MS);
    return raised;
  }

  /**
   * Resolves an alert that has been raised for a minute or longer (`leastMs`, in milliseconds).
   * @returns the event, when it was this call that resolved it
   */
  async resolve(reading: AlertReading, leastMs = LEAST_MS): Promise<AlertEvent | undefined> {
    const stream = streamOf(reading);
    const resolved = await this.handle(stream, (metadata) => ({
      type: 'ResolveAlert',
      metadata,
      reading,
      leastMs,
    }));
    if (resolved !== undefined) this.known.delete(stream);
    return resolved;
  }

  private async handle(
    stream: string,
    commandOf: (metadata: EventMetadata) => AlertCommand,
  ): Promise<AlertEvent | undefined> {
    const { store, clock, newId, service } = this.options;
    const id = newId();
    const [project = ''] = stream.split('/');
    const command = commandOf({
      ...{ id, source: service, subject: stream, project, correlationid: id },
      time: new Date(clock.now()).toISOString(),
      actor: `system:${service}`,
    });
    const handled = await handle(alertDecider, store, stream, command);
    return handled.outcome === 'accepted' ? (handled.events[0]?.event as AlertEvent) : undefined;
  }

  private forgetOld(): void {
    const now = this.options.clock.now();
    for (const [stream, until] of this.known) if (until <= now) this.known.delete(stream);
  }
}

/** The stream of an alert, the same in every process. */
const streamOf = ({ project, rule, subject }: AlertRef): string =>
  streamId(project, 'alert', `${rule}/${subject}`);
