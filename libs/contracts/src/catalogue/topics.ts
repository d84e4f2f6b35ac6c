/** How a topic is kept: decision topics carry versioned streams, observation topics carry units' events. */
export type TopicKind = 'decision' | 'observation';

export interface TopicDefinition {
  readonly name: string;
  readonly kind: TopicKind;
  /** The one service that writes it. */
  readonly writer: string;
  readonly description: string;
  /** What the message key names. */
  readonly keyedBy: string;
  /** Other services that write streams of their own into it as well. */
  readonly sharedWith?: readonly string[];
}

const decision = (name: string, writer: string, keyedBy: string, description: string) =>
  ({ name, kind: 'decision', writer, keyedBy, description }) as const;
const observation = (name: string, writer: string, keyedBy: string, description: string) =>
  ({ name, kind: 'observation', writer, keyedBy, description }) as const;

/** Every topic of the log. The number of partitions of a topic version never changes. */
export const TOPICS = {
  experiments: decision('assay.experiments.v1', 'assignment', 'experiment', 'The life of experiments.'),
  definitions: decision(
    'assay.definitions.v1',
    'assignment',
    'layer, holdout or segment',
    'What experiments refer to: layers, holdouts, segments (by content hash).',
  ),
  segmentMembers: decision(
    'assay.segment-members.v1',
    'assignment',
    'hash of a list',
    'Lists of members of segments, as hashes, in pieces: what definitions name by content hash.',
  ),
  access: decision(
    'assay.access.v1',
    'assignment',
    'API key',
    'API keys (hashes only) and their revocation.',
  ),
  assignments: observation(
    'assay.assignments.v1',
    'assignment',
    'unit',
    'Which variant a unit was given, and why.',
  ),
  identities: observation(
    'assay.identities.v1',
    'assignment',
    'anonymous unit',
    'Which user an anonymous unit turned out to be.',
  ),
  interactions: observation(
    'assay.interactions.v1',
    'event-ingest',
    'unit',
    'Everything the analysis needs of a unit: exposures, interactions, outcomes; the gateway adds exposures that it was asked to record, analytics the links and the erasures of units, and what it forwards under their users.',
  ),
  filteredTraffic: observation(
    'assay.filtered-traffic.v1',
    'event-ingest',
    'unit',
    'What bots and internal traffic sent: kept and counted, read by no analysis.',
  ),
  eventTypes: decision(
    'assay.event-types.v1',
    'event-ingest',
    'event type or traffic filter',
    'Registered event types with their schemas, and rules for traffic that does not count.',
  ),
  metrics: observation(
    'assay.metrics.v1',
    'analytics',
    'experiment',
    'Sufficient statistics and what they cover.',
  ),
  metricDefinitions: decision(
    'assay.metric-definitions.v1',
    'analytics',
    'definition',
    'What is measured: metrics, metrics of running experiments, dimensions, features, funnels, power users.',
  ),
  promotions: decision(
    'assay.promotions.v1',
    'promotion',
    'experiment',
    'Promotions of winners and their rollback.',
  ),
  approvals: decision(
    'assay.approvals.v1',
    'promotion',
    'proposal',
    'What waits for others to agree, and what came of it.',
  ),
  incidents: decision(
    'assay.incidents.v1',
    'promotion',
    'hotfix or rollback checklist',
    'Hotfixes with their clocks and post-mortems, and the checklists of rollbacks.',
  ),
  notifications: decision(
    'assay.notifications.v1',
    'promotion',
    'channel',
    'Where people are told, and of what; addresses and secrets are encrypted.',
  ),
  releases: decision(
    'assay.releases.v1',
    'rollout',
    'release',
    'Versions on their way to production, and back.',
  ),
  rollouts: decision('assay.rollouts.v1', 'rollout', 'rollout', 'Features under gradual rollout.'),
  operations: {
    ...decision(
      'assay.operations.v1',
      'event-ingest',
      'dead letter, person or unit',
      'What operators decided about messages that could not be handled, which units were forgotten, and who looked at the data of units; assignment and analytics note that of what they show.',
    ),
    sharedWith: ['assignment', 'analytics'],
  },
  alerts: {
    ...decision(
      'assay.alerts.v1',
      'analytics',
      'rule and subject',
      'What passed its limit, and when it was over; a service that watches something itself adds its own rules.',
    ),
    sharedWith: ['assignment', 'event-ingest', 'promotion', 'rollout'],
  },
} as const satisfies Record<string, TopicDefinition>;

export type TopicKey = keyof typeof TOPICS;
export type TopicName = (typeof TOPICS)[TopicKey]['name'];

/** Where messages of a topic go that could not be handled. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letters`;

const byName: ReadonlyMap<string, TopicDefinition> = new Map(
  Object.values(TOPICS).map((topic) => [topic.name, topic]),
);

/** The definition of a topic, or undefined for a name that is not in the catalogue. */
export const topicNamed = (name: string): TopicDefinition | undefined => byName.get(name);
