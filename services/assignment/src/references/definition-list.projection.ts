import type { DefinitionEvent, HoldoutEvent, LayerEvent, SegmentEvent } from '@assay/contracts';
import { parseStreamId, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { foldStreams } from '@assay/projections';
import type { HoldoutStream } from '../holdout/holdout.decider.js';
import { holdoutDecider } from '../holdout/holdout.decider.js';
import type { LayerStream } from '../layer/layer.decider.js';
import { layerDecider } from '../layer/layer.decider.js';
import type { SegmentStream } from '../segment/segment.decider.js';
import { segmentDecider } from '../segment/segment.decider.js';

export const DEFINITION_LIST = 'definition-list';

type State = LayerStream | HoldoutStream | SegmentStream;

const WRITE = `INSERT INTO definitions (stream, project, kind, key, state)
  SELECT stream, project, kind, key, state
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[])
    AS given (stream, project, kind, key, state)
  ON CONFLICT (stream) DO UPDATE SET state = excluded.state`;

function evolved(state: State | undefined, event: DefinitionEvent): State {
  switch (parseStreamId(event.subject).kind) {
    case 'layer':
      return layerDecider.evolve(
        (state as LayerStream | undefined) ?? layerDecider.initial,
        event as LayerEvent,
      );
    case 'holdout':
      return holdoutDecider.evolve(
        (state as HoldoutStream | undefined) ?? holdoutDecider.initial,
        event as HoldoutEvent,
      );
    default:
      return segmentDecider.evolve(
        (state as SegmentStream | undefined) ?? segmentDecider.initial,
        event as SegmentEvent,
      );
  }
}

const FOLD: StreamFold<State | undefined, DefinitionEvent> = {
  read: 'SELECT stream, state FROM definitions WHERE stream = ANY($1)',
  initial: undefined,
  evolve: evolved,
};

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const states = await foldStreams(events, scope, FOLD);
  const changed = states.map(([stream, state]) => ({ stream, state, ...parseStreamId(stream) }));
  await scope.query(WRITE, [
    changed.map(({ stream }) => stream),
    changed.map(({ project }) => project),
    changed.map(({ kind }) => kind),
    changed.map(({ key }) => key),
    changed.map(({ state }) => JSON.stringify(state)),
  ]);
}

const HANDLED: readonly DefinitionEvent['type'][] = [
  'LayerCreated',
  'LayerSlotGiven',
  'LayerSlotReleased',
  'HoldoutCreated',
  'HoldoutChanged',
  'HoldoutEnded',
  'SegmentRuleDefined',
  'SegmentListDefined',
];

/** All layers, holdouts and segments with their state, for lists. */
export const definitionListProjection: ProjectionDefinition = {
  name: DEFINITION_LIST,
  version: 1,
  topics: [TOPICS.definitions.name],
  handles: HANDLED,
  tables: [
    `CREATE TABLE definitions (
      stream text PRIMARY KEY, project text NOT NULL, kind text NOT NULL, key text COLLATE "C" NOT NULL,
      state json NOT NULL)`,
    'CREATE INDEX definitions_by_key ON definitions (project, kind, key)',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, state::text FROM definitions ORDER BY stream COLLATE "C"'],
};
