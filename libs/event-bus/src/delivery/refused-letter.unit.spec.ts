import { InteractionRecorded, newEvent, TOPICS } from '@assay/contracts';
import { MessageTooLargeError } from '../errors/message-too-large.error.js';
import { refusedLetter } from './refused-letter.js';

const EVENT = newEvent(
  InteractionRecorded,
  {
    ...{ id: '0192a000-0000-7000-9000-000000000001', source: 'analytics', subject: 'u' },
    ...{ time: '2026-03-01T00:00:00.000Z', project: 'default', actor: 'anna', correlationid: 'c' },
  },
  { unit: 'u', name: 'x'.repeat(2_000_000), receivedAt: '2026-03-01T00:00:00.000Z' },
);

describe('the letter of an event that the log does not take', () => {
  it('says what it was and why, begins with its data, and names no place in the topic', () => {
    const error = new MessageTooLargeError('InteractionRecorded', 2_000_070, 1_000_000);
    const where = { topic: TOPICS.interactions.name, writer: 'analytics.relay', at: 0 };
    const { key, headers, value } = refusedLetter(EVENT, error, where);
    expect(key).toBe('default/u');
    expect(headers).toMatchObject({
      ce_type: 'InteractionRecorded',
      dl_reason: 'too-large',
      dl_detail: 'a message of 2000070 bytes for InteractionRecorded; up to 1000000 are taken',
      dl_topic: 'assay.interactions.v1',
      dl_group: 'analytics.relay',
      dl_cut_from: String(JSON.stringify(EVENT.data).length),
    });
    expect(headers).not.toHaveProperty('dl_offset');
    expect(value).toHaveLength(100_000);
  });
});
