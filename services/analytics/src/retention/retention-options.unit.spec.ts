import { retentionOptions } from './retention-options.js';

describe('the retention of raw events', () => {
  it('is for ever where nothing is set', () => {
    expect([retentionOptions({}), retentionOptions({ RAW_EVENTS_RETENTION_DAYS: '0' })]).toEqual([
      { keepMs: null },
      { keepMs: null },
    ]);
  });

  it('is a number of days, thirty at least', () => {
    expect(retentionOptions({ RAW_EVENTS_RETENTION_DAYS: '400' })).toEqual({ keepMs: 34_560_000_000 });
    for (const days of ['29', '-1', '40.5', 'a year'])
      expect(() => retentionOptions({ RAW_EVENTS_RETENTION_DAYS: days })).toThrow(
        'RAW_EVENTS_RETENTION_DAYS',
      );
  });
});
