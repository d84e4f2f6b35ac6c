import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeliveredBatch, EventBus, Position } from '@assay/event-bus';
import { UnavailableProblem } from '@assay/platform';
import type { ListSource } from '../../segment/members/segment-contents.js';
import { ConfigBatches } from './config-batches.js';
import { ConfigFold } from './config-fold.js';
import { DEFINITION_TOPICS } from './config-reader.js';
import type { ConfigTable } from './config-table.js';

const WAIT_MS = 30_000;
/** Readings that may be under way or wait their turn. */
const MOST_READINGS = 3;
/** Events that are folded without a pause: evaluation shares the event loop. */
const BATCH = 200;
const RETRY_LATER = { headers: { 'retry-after': '5' } };

export interface PastConfigParts {
  readonly bus: Pick<EventBus, 'read' | 'positionsAt'>;
  readonly lists?: ListSource;
  /** Projects whose units had been linked by an instant; without it none had. */
  readonly linkedAt?: (instant: number) => readonly string[];
  readonly warn: (message: string) => void;
}

/** The configuration as a gateway had it that had read the log up to an instant: the same fold of the same events. */
export class PastConfig {
  private readings = 0;
  private last: { readonly key: string; readonly table: Promise<ConfigTable> } | undefined;

  constructor(private readonly parts: PastConfigParts) {}

  /**
   * The last one that was asked for is kept; others are read one after the other, a few at most.
   * @param instant milliseconds since 1970, by the append times of the log
   * @throws UnavailableProblem `LOG_UNAVAILABLE` while the log is away, `PAST_READERS_BUSY` while too many wait
   */
  async at(instant: number): Promise<ConfigTable> {
    const { bus, linkedAt } = this.parts;
    const places = (
      await Promise.all(DEFINITION_TOPICS.map((topic) => bus.positionsAt(topic, instant)))
    ).flat();
    const linked = linkedAt?.(instant) ?? [];
    const key = JSON.stringify([places, linked]);
    if (this.last?.key === key) return this.last.table;
    if (this.readings >= MOST_READINGS) throw tooMany();
    this.readings += 1;
    const before = this.last?.table.catch(() => undefined);
    const table = (before ?? Promise.resolve())
      .then(() => this.read(places, linked))
      .finally(() => {
        this.readings -= 1;
      });
    this.last = { key, table };
    table.catch(() => {
      if (this.last?.table === table) this.last = undefined;
    });
    return table;
  }

  private async read(places: readonly Position[], linked: readonly string[]): Promise<ConfigTable> {
    const fold = new ConfigFold();
    for (const project of linked) fold.table.setLinked(project);
    const batches = new ConfigBatches({ ...this.parts, fold });
    const reading = await this.parts.bus.read({
      name: 'assignment-past-config',
      topics: DEFINITION_TOPICS,
      maxBatchSize: BATCH,
      handle: async (batch) => {
        batches.apply(partBefore(batch, places));
        await nextTurn();
      },
    });
    try {
      await inTime(reading.caughtUp.then(() => batches.compile()));
      return fold.table;
    } finally {
      batches.stop();
      await reading.stop();
    }
  }
}

function partBefore(
  { topic, partition, events, unreadable = [] }: DeliveredBatch,
  places: readonly Position[],
) {
  const end = places.find((place) => place.topic === topic && place.partition === partition)?.offset ?? 0;
  const isBefore = ({ offset }: { readonly offset: number }): boolean => offset < end;
  return { events: events.filter(isBefore), unreadable: unreadable.filter(isBefore) };
}

async function inTime(caughtUp: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const detail = 'the log could not be read in time';
    timer = setTimeout(() => reject(new UnavailableProblem('LOG_UNAVAILABLE', detail, RETRY_LATER)), WAIT_MS);
  });
  await Promise.race([caughtUp, late]).finally(() => clearTimeout(timer));
}

const tooMany = (): UnavailableProblem =>
  new UnavailableProblem(
    'PAST_READERS_BUSY',
    `${String(MOST_READINGS)} other instants are being read from the log`,
    RETRY_LATER,
  );
