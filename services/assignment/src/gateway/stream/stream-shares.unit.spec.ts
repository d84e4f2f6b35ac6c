import { StreamShares } from './stream-shares.js';

const holder = (actor: string, address: string) => ({ actor, address });

describe('places for streams', () => {
  it.each([
    ['one key, wherever it is used', holder('key:a', 'x3'), 'streams of this caller'],
    ['one address, whatever it calls with', holder('key:b', 'x1'), 'streams from this address'],
  ])('are not all for %s', (_, next, detail) => {
    const shares = new StreamShares({ actor: 2, address: 2 });
    if (next.actor === 'key:a') shares.take(holder('key:a', 'x2'));
    else shares.take(holder('key:c', 'x1'));
    shares.take(holder('key:a', 'x1'));
    expect(() => shares.take(next)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_STREAMS', status: 429 }),
    );
    expect(() => shares.take(next)).toThrow(detail);
    expect(shares.take(holder('key:d', 'x4'))).toBeInstanceOf(Function);
  });

  it('are given back once, and forgotten', () => {
    const shares = new StreamShares({ actor: 1, address: 1 });
    const give = shares.take(holder('key:a', 'x1'));
    give();
    give();
    expect(shares.size).toBe(0);
    shares.take(holder('key:a', 'x1'));
    expect(() => shares.take(holder('key:a', 'x1'))).toThrow('1 streams of this caller are open already');
  });
});
