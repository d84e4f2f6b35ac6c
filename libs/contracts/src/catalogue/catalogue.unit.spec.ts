import { asyncApiDocument, deadLetterTopic, EVENT_TYPES, TOPICS, topicNamed, topicOf } from '../index.js';

describe('the catalogue', () => {
  const topicNames = Object.values(TOPICS).map((topic): string => topic.name);

  it('puts every event type into a topic of the catalogue', () => {
    for (const definition of EVENT_TYPES.values()) expect(topicNames).toContain(definition.topic);
  });

  it('gives every topic at least one event type, one writer and what its key names', () => {
    for (const topic of Object.values(TOPICS)) {
      expect([...EVENT_TYPES.values()].some((definition) => definition.topic === topic.name)).toBe(true);
      expect(topic.writer).not.toBe('');
      expect(topic.keyedBy).not.toBe('');
    }
  });

  it('has an upcaster for every earlier version of every event type', () => {
    for (const definition of EVENT_TYPES.values())
      for (let version = 1; version < definition.version; version += 1)
        expect(typeof definition.upcasters[version]).toBe('function');
  });

  it('refuses unknown members in every event type', () => {
    for (const definition of EVENT_TYPES.values())
      expect(definition.data['additionalProperties']).toBe(false);
  });

  it('finds topics by event type and by name', () => {
    expect(topicOf('UnitAssigned')).toBe('assay.assignments.v1');
    expect(topicOf('Nonsense')).toBeUndefined();
    expect(topicNamed('assay.rollouts.v1')?.writer).toBe('rollout');
    expect(deadLetterTopic('assay.rollouts.v1')).toBe('assay.rollouts.v1.dead-letters');
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument('1.2.3') as {
    channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
    components: { messages: Record<string, { payload: { required: string[] } }> };
  };

  it('has a channel for each topic and a message for each event type', () => {
    expect(Object.values(document.channels).map((channel) => channel.address)).toEqual(
      Object.values(TOPICS).map((topic) => topic.name),
    );
    expect(Object.keys(document.components.messages).sort()).toEqual([...EVENT_TYPES.keys()].sort());
  });

  it('refers only to messages that exist', () => {
    for (const channel of Object.values(document.channels))
      for (const { $ref } of Object.values(channel.messages))
        expect(document.components.messages[$ref.replace('#/components/messages/', '')]).toBeDefined();
  });

  it('carries the schemas that check the data', () => {
    expect(document.components.messages['UnitAssigned']?.payload.required).toContain('propensity');
  });
});
