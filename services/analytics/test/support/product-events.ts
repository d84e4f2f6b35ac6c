import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import {
  FeatureDefined,
  FunnelDefined,
  newEvent,
  PowerUsersDefined,
  ProductReportRetired,
  SegmentListDefined,
  SegmentRuleDefined,
  streamId,
  timeOrderedId,
} from '@assay/contracts';
import { START } from './events.js';

type Kind = 'feature' | 'funnel' | 'power-users' | 'segment';
interface Stream {
  readonly key: string;
  readonly version?: number;
  readonly project?: string;
}

function definitionEvent<Definition extends EventDefinition>(
  definition: Definition,
  kind: Kind,
  { key, version = 1, project = 'default' }: Stream,
  data: DataOf<Definition>,
): EventEnvelope {
  const id = timeOrderedId(START, project, kind, key, String(version));
  const subject = streamId(project, kind, key);
  const time = new Date(START).toISOString();
  const metadata = { id, source: 'test', subject, time, project, actor: 'test', correlationid: id };
  return { ...newEvent(definition, metadata, data), streamversion: version };
}

type Without<Data> = Partial<Omit<Data, 'key'>>;

export const feature = (stream: Stream, data: Without<FeatureDefined['data']> = {}): EventEnvelope =>
  definitionEvent(FeatureDefined, 'feature', stream, {
    key: stream.key,
    name: stream.key,
    view: { event: 'view' },
    use: { event: 'use' },
    ...data,
  });

export const funnel = (stream: Stream, data: Without<FunnelDefined['data']> = {}): EventEnvelope =>
  definitionEvent(FunnelDefined, 'funnel', stream, {
    key: stream.key,
    name: stream.key,
    steps: ['view', 'use', 'purchase'].map((event) => ({ name: event, event })),
    windowHours: 48,
    ...data,
  });

export const powerUsers = (stream: Stream, data: Without<PowerUsersDefined['data']> = {}): EventEnvelope =>
  definitionEvent(PowerUsersDefined, 'power-users', stream, {
    key: stream.key,
    name: stream.key,
    uses: [{ event: 'use' }, { event: 'view' }],
    share: 0.1,
    features: [{ key: 'buying', use: { event: 'purchase' } }],
    ...data,
  });

export const segment = (
  stream: Stream,
  rule: SegmentRuleDefined['data']['rule'] = { op: 'equals', attribute: 'plan', value: 'pro' },
): EventEnvelope =>
  definitionEvent(SegmentRuleDefined, 'segment', stream, {
    key: stream.key,
    name: stream.key,
    hash: 'a'.repeat(64),
    rule,
  });

export const segmentList = (stream: Stream): EventEnvelope =>
  definitionEvent(SegmentListDefined, 'segment', stream, {
    key: stream.key,
    name: stream.key,
    hash: 'b'.repeat(64),
    size: 3,
  });

export const retired = (kind: Kind, stream: Stream): EventEnvelope =>
  definitionEvent(ProductReportRetired, kind, stream, { key: stream.key, reason: 'over' });
