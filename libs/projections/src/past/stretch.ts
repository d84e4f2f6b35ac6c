import type { EventBus, Position } from '@assay/event-bus';
import { beginningOf } from '@assay/event-bus';
import { NotInLogError, OtherTopicError } from '../errors/index.js';

/** A moment of the log: milliseconds since 1970, or a place in some of its partitions. */
export type LogMoment = number | readonly Position[];

/** A stretch of the log: in each partition from an offset up to, and without, another. */
export interface Stretch {
  readonly from: readonly Position[];
  readonly until: readonly Position[];
}

export interface Moments {
  /** The beginning of the log where it is left out. */
  readonly from?: LogMoment | undefined;
  /** The end of the log where it is left out. */
  readonly to?: LogMoment | undefined;
}

type Log = Pick<EventBus, 'ends' | 'positionsAt'>;

const same = (one: Position, other: Position): boolean =>
  one.topic === other.topic && one.partition === other.partition;

async function placesOf(
  bus: Log,
  topic: string,
  moment: LogMoment | undefined,
): Promise<readonly Position[]> {
  if (moment === undefined) return [];
  return typeof moment === 'number' ? bus.positionsAt(topic, moment) : moment;
}

async function stretchOfTopic(bus: Log, topic: string, { from, to }: Moments): Promise<Stretch> {
  const [ends, begins, stops] = await Promise.all([
    bus.ends(topic),
    placesOf(bus, topic, from),
    placesOf(bus, topic, to),
  ]);
  const places = ends.map((ends) => {
    const { partition, earliest, end } = ends;
    const at = { topic, partition, offset: end };
    const asked = begins.find((place) => same(place, at));
    const begin = asked ?? { ...at, offset: beginningOf(ends) };
    const until = stops.find((place) => same(place, at)) ?? at;
    for (const place of [asked ?? until, until])
      if (place.offset < earliest || place.offset > end) throw new NotInLogError(place, { earliest, end });
    if (begin.offset > until.offset) throw new NotInLogError(begin, { earliest, end: until.offset });
    return { begin, until };
  });
  return { from: places.map(({ begin }) => begin), until: places.map(({ until }) => until) };
}

function expectTopics(topics: readonly string[], { from, to }: Moments): void {
  const places = [from, to].flatMap((moment) => (typeof moment === 'object' ? moment : []));
  const other = places.find(({ topic }) => !topics.includes(topic));
  if (other !== undefined) throw new OtherTopicError(other.topic, topics);
}

/**
 * The stretch between two moments, in every partition of the topics.
 * @throws NotInLogError for a place that the log does not have, or that lies behind the end asked for;
 *   OtherTopicError for a place in a topic that is not read
 */
export async function stretchOf(bus: Log, topics: readonly string[], moments: Moments): Promise<Stretch> {
  expectTopics(topics, moments);
  const stretches = await Promise.all(topics.map((topic) => stretchOfTopic(bus, topic, moments)));
  return {
    from: stretches.flatMap(({ from }) => from),
    until: stretches.flatMap(({ until }) => until),
  };
}

/** How many messages lie in it, those that nobody handles included. */
export const lengthOf = ({ from, until }: Stretch): number =>
  until.reduce((sum, { offset }, index) => sum + offset - (from[index]?.offset ?? 0), 0);
