import type { RolloutDefinition, RolloutSegments, SegmentContent } from '@assay/bucketing';
import type { RolloutEvent, RolloutSegmentKeys } from '@assay/contracts';
import { changedList } from '@assay/contracts';
import { contentRevision } from '../../revisions/content-revision.js';

type EventNamed<Type extends RolloutEvent['type']> = Extract<RolloutEvent, { type: Type }>;

function revised(definition: RolloutDefinition): RolloutDefinition {
  const { key, salt, percentage, version, live, segments } = definition;
  const lists = { allow: [...definition.allow].sort(), deny: [...definition.deny].sort() };
  const versions = {
    ...(version === undefined ? {} : { version }),
    ...(live === undefined ? {} : { live: live.version }),
    ...(segments === undefined ? {} : { segments }),
  };
  return { ...definition, revision: contentRevision({ key, salt, percentage, ...lists, ...versions }) };
}

function created({ data }: EventNamed<'RolloutCreated'>): RolloutDefinition {
  const { key, salt, allow, deny, segments } = data;
  const lists = { allow: new Set(allow), deny: new Set(deny) };
  const off = { status: 'planned', percentage: 0, activation: null } as const;
  return revised({ kind: 'rollout', key, salt, revision: '', ...off, ...lists, ...named(segments) });
}

/** Their contents are those of the moment, which other streams tell. */
function named(keys: RolloutSegmentKeys = {}): Pick<RolloutDefinition, 'segments'> {
  const kinds = Object.entries(keys).filter(([, listed]) => listed.length > 0);
  const contents = kinds.map(([kind, listed]) => [kind, listed.map((segment) => ({ segment, hash: '' }))]);
  return kinds.length === 0 ? {} : { segments: Object.fromEntries(contents) as RolloutSegments };
}

function withAudience(
  { segments: before, ...definition }: RolloutDefinition,
  { data: { allow, deny, segments } }: EventNamed<'RolloutAudienceChanged'>,
): RolloutDefinition {
  const lists = { allow: changedList(definition.allow, allow), deny: changedList(definition.deny, deny) };
  const kept = before === undefined ? {} : { segments: before };
  return revised({ ...definition, ...lists, ...(segments === undefined ? kept : named(segments)) });
}

/** The definition with the present content of every segment that it names; it stays the object it was without any. */
export function withContents(
  definition: RolloutDefinition,
  hashOf: (segment: string) => string | undefined,
): RolloutDefinition {
  if (definition.segments === undefined) return definition;
  const contents = Object.entries<readonly SegmentContent[]>({ ...definition.segments }).map(
    ([kind, listed]) => [kind, listed.map(({ segment }) => ({ segment, hash: hashOf(segment) ?? '' }))],
  );
  return revised({ ...definition, segments: Object.fromEntries(contents) as RolloutSegments });
}

function started(before: RolloutDefinition, { data }: EventNamed<'RolloutStarted'>): RolloutDefinition {
  const { percentage, activation, version } = data;
  const named = version === undefined ? {} : { version: version.name };
  return revised({ ...before, status: 'in_progress', percentage, activation, ...named });
}

/** All have the version that had been live before, with an activation of its own; or nobody has any. */
function rolledBack(before: RolloutDefinition, { data }: EventNamed<'RolloutRolledBack'>): RolloutDefinition {
  const { version: _bad, live: _before, ...rest } = before;
  const { activation, serving } = data;
  const live = serving === undefined ? {} : { live: { version: serving.name, activation } };
  return revised({ ...rest, status: 'rolled_back', percentage: 0, activation, ...live });
}

function completed(before: RolloutDefinition, { data }: EventNamed<'RolloutCompleted'>): RolloutDefinition {
  const { activation } = data;
  const live = before.version === undefined ? {} : { live: { version: before.version, activation } };
  return revised({ ...before, status: 'completed', percentage: 100, activation, ...live });
}

/** The feature as evaluation needs it, after one more event; undefined while it has not been created. */
export function evolveRollout(
  before: RolloutDefinition | undefined,
  event: RolloutEvent,
): RolloutDefinition | undefined {
  if (event.type === 'RolloutCreated') return created(event);
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'RolloutStarted':
      return started(before, event);
    case 'RolloutAdvanced':
    case 'RolloutResumed': {
      const { percentage, activation } = event.data;
      return revised({ ...before, status: 'in_progress', percentage, activation });
    }
    case 'RolloutPaused':
      return revised({ ...before, status: 'paused' });
    case 'RolloutRolledBack':
      return rolledBack(before, event);
    case 'RolloutCompleted':
      return completed(before, event);
    case 'RolloutAudienceChanged':
      return withAudience(before, event);
    default:
      return before;
  }
}
