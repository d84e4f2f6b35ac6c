import type { KafkaMessage } from 'kafkajs';
import { toRecord } from './to-record.js';

const message = (rest: object): KafkaMessage =>
  ({
    key: Buffer.from('default/u'),
    value: Buffer.from('{}'),
    timestamp: '1700000000123',
    offset: '9007199254740991',
    headers: { ce_id: Buffer.from('1') },
    ...rest,
  }) as unknown as KafkaMessage;

describe('a message of Kafka as a record of the log', () => {
  it('has its place, its time, its headers as text', () => {
    expect(toRecord('t', 3, message({}))).toEqual({
      topic: 't',
      partition: 3,
      offset: 9_007_199_254_740_991,
      key: 'default/u',
      headers: { ce_id: '1' },
      value: Buffer.from('{}'),
      appendedAt: 1_700_000_000_123,
    });
  });

  it('may have no key, no value and no headers', () => {
    expect(toRecord('t', 0, message({ key: null, value: null, headers: undefined }))).toMatchObject({
      key: '',
      value: Buffer.alloc(0),
      headers: {},
    });
  });

  it('takes the last of a header that is repeated', () => {
    const headers = { ce_id: [Buffer.from('1'), Buffer.from('2')], none: undefined, text: 'x' };
    expect(toRecord('t', 0, message({ headers })).headers).toEqual({ ce_id: '2', text: 'x' });
  });
});
