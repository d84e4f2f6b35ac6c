import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, Key, Run } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Version = Type.Integer({ minimum: 1 });

/** A run whose figures are final, and what of them stays. */
export const ClosedRun = Type.Object(
  {
    project: Type.String({ minLength: 1, maxLength: 64 }),
    experiment: Key,
    run: Run,
    isDefined: Type.Boolean({
      description: 'Whether anybody had defined the experiment by then; what nobody did leaves no figures.',
    }),
    metrics: Type.Array(Type.Object({ metric: Type.String(), version: Version }, strict), {
      description: 'Definitions that all units were counted by; figures of others are not kept.',
    }),
    dimensions: Type.Array(
      Type.Object({ attribute: Type.String(), changes: Type.Integer({ minimum: 1 }) }, strict),
      {
        description:
          'Registered dimensions; `changes` tells how often each was registered and removed by then.',
      },
    ),
  },
  strict,
);

export const RawEventsExpired = defineEvent({
  type: 'RawEventsExpired',
  version: 1,
  topic: TOPICS.interactions.name,
  description:
    'From here on, in the partition that it is in, the raw events of runs that are long over are not needed: each partition has one of its own, so that every reader knows of it at the same place.',
  data: Type.Object(
    {
      partitions: Type.Integer({
        minimum: 1,
        description: 'How many there are: nothing is given up before all have been told.',
      }),
      closed: Type.Array(ClosedRun, {
        description: 'Their figures stay as they are: later events, links and definitions change nothing.',
      }),
      keptFrom: Type.Optional(
        Type.Intersect([Instant], {
          description: 'What happened before is not counted any more, and not kept.',
        }),
      ),
      exposuresFrom: Type.Optional(
        Type.Intersect([Instant], {
          description: 'The same of exposures, whose metrics look back as far as `keptFrom`.',
        }),
      ),
    },
    strict,
  ),
});
export type RawEventsExpired = EventOf<typeof RawEventsExpired>;
export type ClosedRun = RawEventsExpired['data']['closed'][number];
