import type { UnitsLinked as Linked } from '@assay/contracts';
import { dataProblem, messageKey, newEvent, UnitAliased, UnitsLinked } from '@assay/contracts';
import { aliasOf } from './links.projection.js';

const TIME = '2026-03-01T10:00:00.000Z';
const LINK: Linked = newEvent(
  UnitsLinked,
  {
    id: '0195507f-9c00-7000-8000-000000000001',
    source: 'assignment',
    subject: 'anon',
    time: TIME,
    project: 'shop',
    actor: 'key:web',
    correlationid: 'c',
  },
  { anonymous: 'anon', user: 'ada', linkedAt: TIME },
);

describe('a link among the events of its unit', () => {
  it('lies where the events of the anonymous unit lie', () => {
    const alias = aliasOf(LINK);
    expect(messageKey(alias)).toBe('shop/anon');
    expect(alias.data).toEqual({ unit: 'anon', user: 'ada' });
    expect(dataProblem(UnitAliased, alias.data)).toBeUndefined();
  });

  it('is the same event however often it is made', () => {
    expect(aliasOf(LINK)).toEqual(aliasOf({ ...LINK }));
    expect(aliasOf(LINK).id).not.toBe(aliasOf({ ...LINK, id: '0195507f-9c00-7000-8000-000000000002' }).id);
  });
});
