import { derivedId, metricFromName, newEvent, timeOfId, timeOrderedId, UnitAssigned } from '../index.js';

describe('derived ids', () => {
  it('are the same for the same cause and different for another', () => {
    expect(derivedId('a', 'b')).toBe(derivedId('a', 'b'));
    expect(derivedId('a', 'b')).not.toBe(derivedId('ab', ''));
    expect(derivedId('a', 'b')).not.toBe(derivedId('a', 'c'));
  });

  it('are UUIDs of version 5', () => {
    expect(derivedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('time-ordered ids', () => {
  const at = Date.parse('2026-01-02T03:04:05.678Z');

  it('are UUIDs of version 7 that begin with the time', () => {
    const id = timeOrderedId(at, 'client', 'unit');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
  });

  it('tell their time, and other ids tell none', () => {
    expect(timeOfId(timeOrderedId(at, 'x'))).toBe(at);
    expect(timeOfId(derivedId('x'))).toBeUndefined();
    expect(timeOfId('')).toBeUndefined();
  });

  it('sort by time and repeat for the same identity', () => {
    expect(timeOrderedId(at, 'x') < timeOrderedId(at + 1, 'a')).toBe(true);
    expect(timeOrderedId(at, 'x')).toBe(timeOrderedId(at, 'x'));
    expect(timeOrderedId(at, 'x')).not.toBe(timeOrderedId(at, 'y'));
  });

  it('do not collide over a hundred thousand identities of one instant', () => {
    const ids = new Set(
      Array.from({ length: 100_000 }, (_, index) => timeOrderedId(at, 'row', String(index))),
    );
    expect(ids.size).toBe(100_000);
  });
});

describe('a new event', () => {
  it('names its cause only where there is one', () => {
    const metadata = {
      id: derivedId('1'),
      source: 's',
      subject: 'u',
      time: '2026-01-01T00:00:00Z',
      project: 'p',
      actor: 'a',
      correlationid: 'c',
    };
    const data = {
      experiment: 'e',
      run: 1,
      phase: 1,
      unit: 'u',
      variant: 'v',
      bucket: 0,
      reason: 'split',
      propensity: 1,
      revision: 'r',
    } as const;
    expect('causationid' in newEvent(UnitAssigned, metadata, data)).toBe(false);
    expect(newEvent(UnitAssigned, { ...metadata, causationid: 'x' }, data)).toMatchObject({
      causationid: 'x',
      dataschema: 'assay:UnitAssigned:1',
    });
  });
});

describe('a metric from its name', () => {
  it.each([
    ['add_to_cart_rate', { type: 'proportion', event: 'add_to_cart' }],
    ['purchase_value_per_user', { type: 'mean', event: 'purchase' }],
    ['signup', { type: 'proportion', event: 'signup' }],
  ])('%s', (name, expected) => {
    expect(metricFromName(name)).toMatchObject({
      key: name,
      ...expected,
      direction: 'increase',
      windowHours: null,
    });
  });
});
