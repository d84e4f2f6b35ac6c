import { derivedId, hashOfEvent, newEvent, VariantAdded } from '@assay/contracts';
import type { ExportedRecord } from './log-check.js';
import { LogCheck } from './log-check.js';

const STREAM = 'default/experiment/checkout';

/** Two sealed events of one stream, as an export has them. */
function exported(): readonly [ExportedRecord, ExportedRecord] {
  let prev: string | undefined;
  const record = (offset: number): ExportedRecord => {
    const { data, ...context } = newEvent(
      VariantAdded,
      {
        id: derivedId('test', String(offset)),
        source: 'assignment',
        subject: STREAM,
        time: '2026-01-05T10:00:00.000Z',
        project: 'default',
        actor: 'anna',
        correlationid: 'test',
      },
      { key: `v${String(offset)}`, name: 'V', isControl: false, weight: 1, config: {} },
    );
    const chained = {
      ...context,
      streamversion: offset + 1,
      ...(prev === undefined ? {} : { assayprev: prev }),
    };
    const sealed = { ...chained, assayhash: hashOfEvent({ ...chained, data }) };
    prev = sealed.assayhash;
    const headers = Object.entries(sealed).map(([name, value]) =>
      name === 'datacontenttype' ? ['content-type', value] : [`ce_${name}`, String(value)],
    );
    return {
      topic: 'assay.experiments.v1',
      partition: 0,
      offset,
      headers: Object.fromEntries(headers) as Record<string, string>,
      data,
    };
  };
  return [record(0), record(1)];
}

const look = (...records: readonly ExportedRecord[]): number => {
  const check = new LogCheck();
  for (const record of records) check.look(record);
  return check.seen;
};

describe('an export that is looked through before it is imported', () => {
  const [first, second] = exported();

  it('passes when it is whole, also with a message that lies there twice', () => {
    expect(look(first, second, { ...first, offset: 2 })).toBe(3);
  });

  it.each<[string, readonly ExportedRecord[], RegExp]>([
    ['lacks its beginning', [second], /has to have offset 0 here.*without filters/],
    ['has a hole', [first, { ...second, offset: 2 }], /\[0\]:2: the export has to have offset 1/],
    [
      'lacks an event of a chain',
      [first, { ...exported()[1], headers: { ...second.headers, ce_streamversion: '3' } }],
      /chain is broken at version 3/,
    ],
    [
      'was altered',
      [{ ...first, data: { ...(first.data as object), name: 'W' } }],
      /version 1 of default\/experiment\/checkout: it is not what was hashed/,
    ],
    ['has an unknown topic', [{ ...first, topic: 'assay.nothing.v1' }], /no topic "assay.nothing.v1"/],
    [
      'has an unknown type',
      [{ ...first, headers: { ...first.headers, ce_type: 'VariantPainted' } }],
      /unknown-type.*release that wrote it/,
    ],
    [
      'has an unknown version',
      [{ ...first, headers: { ...first.headers, ce_dataschema: 'assay:VariantAdded:9' } }],
      /unknown-version/,
    ],
  ])('is refused when it %s', (_name, records, message) => {
    expect(() => look(...records)).toThrow(message);
  });

  it('passes with what nobody could ever read: it comes along as it is', () => {
    expect(look({ ...first, headers: { ce_type: 'VariantAdded' }, data: undefined })).toBe(1);
  });
});
