import type { TSchema } from '@sinclair/typebox';
import { EventContext } from '../envelope/envelope.js';
import type { EventDefinition } from '../envelope/event-definition.js';
import { EVENT_TYPES } from './event-types.js';
import type { TopicDefinition } from './topics.js';
import { TOPICS } from './topics.js';

type Json = Record<string, unknown>;

const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema));
const typesOf = (topic: TopicDefinition): readonly EventDefinition[] =>
  [...EVENT_TYPES.values()].filter((definition) => definition.topic === topic.name);

/**
 * The AsyncAPI 3.0 document of the log: one channel for each topic, one message for each event type, generated
 * from the same definitions that give the TypeScript types and check the data.
 * @param version the version of Assay that the document describes
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApiDocument(version: string): Json {
  const topics = Object.entries(TOPICS) as [string, TopicDefinition][];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Assay: the log',
      version,
      description:
        'CloudEvents 1.0 in binary mode: the context travels in ce_* headers, the payload is the data.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map(([id, topic]) => [id, channel(topic)])),
    operations: Object.fromEntries(topics.map(([id, topic]) => [`write-${id}`, operation(id, topic)])),
    components: {
      messages: Object.fromEntries(
        [...EVENT_TYPES.values()].map((definition) => [definition.type, message(definition)]),
      ),
      schemas: { EventContext: plain(EventContext) },
    },
  };
}

const channel = (topic: TopicDefinition): Json => ({
  address: topic.name,
  description: `${topic.description} Written by ${topic.writer}; keyed by project and ${topic.keyedBy}.`,
  messages: Object.fromEntries(
    typesOf(topic).map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
});

const operation = (id: string, topic: TopicDefinition): Json => ({
  action: 'send',
  channel: { $ref: `#/channels/${id}` },
  summary: `${topic.writer} writes ${topic.name}`,
});

const message = (definition: EventDefinition): Json => ({
  name: definition.type,
  title: `${definition.type} (version ${String(definition.version)})`,
  summary: definition.description,
  contentType: 'application/json',
  headers: { $ref: '#/components/schemas/EventContext' },
  payload: plain(definition.data),
});
