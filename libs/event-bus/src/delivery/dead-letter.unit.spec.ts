import { deadLetter } from './dead-letter.js';

const record = {
  topic: 'assay.access.v1',
  partition: 4,
  offset: 1_234,
  key: 'default/api-key/a',
  headers: { ce_id: 'an id' },
  value: Buffer.from('bad'),
  appendedAt: 0,
};
const circumstances = { reader: 'gateway', at: 0 };

describe('a dead letter', () => {
  it('keeps key, headers and value, and says where it lay and why it is here', () => {
    const failure = { reason: 'too-deep', detail: 'nested', attempts: 1 } as const;
    expect(deadLetter(record, failure, circumstances)).toEqual({
      key: 'default/api-key/a',
      value: Buffer.from('bad'),
      headers: {
        ce_id: 'an id',
        dl_reason: 'too-deep',
        dl_detail: 'nested',
        dl_attempts: '1',
        dl_topic: 'assay.access.v1',
        dl_partition: '4',
        dl_offset: '1234',
        dl_group: 'gateway',
        dl_at: '1970-01-01T00:00:00.000Z',
      },
    });
  });

  it('cuts a value that is too large for the log, and says how large it was', () => {
    const failure = { reason: 'too-large', detail: 'd'.repeat(9_999), attempts: 1 } as const;
    const letter = deadLetter({ ...record, value: Buffer.alloc(5_000_000) }, failure, circumstances);
    expect(letter.value).toHaveLength(1_000_000);
    expect(letter.headers['dl_cut_from']).toBe('5000000');
    expect(letter.headers['dl_detail']).toHaveLength(500);
  });
});
