import type { UnitDataRead } from '@assay/contracts';
import { newEvent, streamId, topicNamed, UnitDataRead as DataRead } from '@assay/contracts';
import type { FactLog } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS, isoTime } from '@assay/platform';
import type { Provider } from '@nestjs/common';

/** Who looks. */
export interface Looker {
  readonly project: string;
  /** `user:ada`, `key:checkout` … */
  readonly actor: string;
}

/** What is looked at; parts that are undefined were not asked for. */
export type LookedAt = Pick<UnitDataRead['data'], 'topic'> & {
  readonly [Part in keyof Omit<UnitDataRead['data'], 'topic'>]?: UnitDataRead['data'][Part] | undefined;
};

export interface DataAccessOptions {
  readonly store: FactLog;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Whose routes show it. */
  readonly service: string;
}

/**
 * Notes who looked at what units did, as an event of the service that shows it; without the note nobody sees anything.
 * @example
 * await access.note(who, { topic: TOPICS.interactions.name, subject: unit });
 * return this.reports.ofUnit(unit);
 */
export class DataAccess {
  constructor(private readonly options: DataAccessOptions) {}

  /**
   * Decisions hold nothing of units, and need no note.
   * @throws StoreUnavailableError, StoreHeldError while nothing can be noted
   */
  async note({ project, actor }: Looker, looked: LookedAt): Promise<void> {
    if (topicNamed(looked.topic)?.kind !== 'observation') return;
    const { store, clock, newId, service } = this.options;
    const id = newId();
    // The streams of two services never have one name.
    const subject = streamId(project, 'data-access', `${service}/${actor}`);
    const time = isoTime(clock.now());
    const metadata = { id, source: service, subject, time, project, actor, correlationid: id };
    await store.note(subject, newEvent(DataRead, metadata, readOf(looked)));
  }
}

/** Parts that were asked for, instants in the form of events. */
function readOf({ topic, since, until, ...parts }: LookedAt): UnitDataRead['data'] {
  const instants = { since: since && isoTime(Date.parse(since)), until: until && isoTime(Date.parse(until)) };
  const given = Object.entries({ ...parts, ...instants });
  return { topic, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

/** {@link DataAccess} of a service, over its event store. */
export const dataAccessOf = (service: string): Provider => ({
  provide: DataAccess,
  useFactory: (store: FactLog, clock: Clock, newId: NewId) =>
    new DataAccess({ store, clock, newId, service }),
  inject: [EVENT_STORE, CLOCK, IDS],
});
