import { BadRequestProblem, isInstant, pastInstant } from '@assay/platform';
import type { Position } from '@assay/event-bus';
import type { LogMoment } from '../past/stretch.js';

const PLACE = /^([a-z0-9.-]{1,200})\/(\d{1,6})\/(\d{1,15})$/;

function placeIn(text: string): Position | undefined {
  const [, topic, partition, offset] = PLACE.exec(text) ?? [];
  return topic === undefined ? undefined : { topic, partition: Number(partition), offset: Number(offset) };
}

/**
 * A moment of the past in a request: an instant such as 2026-01-31T12:00:00Z, or places in the log such as
 * `assay.interactions.v1/0/17,assay.interactions.v1/1/20`; partitions that are not named stay whole.
 * @param path name of the field
 * @param now milliseconds since 1970
 * @throws BadRequestProblem for what is neither, and for the future
 */
export function logMoment(path: string, text: string, now: number): LogMoment {
  if (isInstant(text)) return pastInstant(path, text, now);
  const places = String(text).split(',').map(placeIn);
  const known = places.filter((place) => place !== undefined);
  if (known.length === places.length) return known;
  const message = 'must be an instant such as 2026-01-31T12:00:00Z, or places <topic>/<partition>/<offset>,…';
  throw new BadRequestProblem('INVALID_MOMENT', `${path} is no moment of the log`, {
    errors: [{ path, value: text, message }],
  });
}
