import { createApiKey, KeyRing } from '@assay/auth';
import type { Principal } from '@assay/auth';
import { ApiKeyCreated, ApiKeyRevoked, newEvent } from '@assay/contracts';
import { FixedClock } from '@assay/platform';
import { StreamTokens } from './stream-tokens.js';

const KEY_ID = '0192a000-0000-7000-8000-000000000001';
const NOW = Date.parse('2026-01-05T10:20:00Z');
const client: Principal = { kind: 'client', actor: `key:${KEY_ID}`, project: 'shop', scopes: ['evaluate'] };

const facts = (n: number) => ({
  id: `0192a000-0000-7000-8000-00000000001${String(n)}`,
  source: 'assignment',
  subject: `shop/api-key/${KEY_ID}`,
  time: '2026-01-05T10:00:00.000Z',
  project: 'shop',
  actor: 'alice',
  correlationid: KEY_ID,
  streamversion: n,
});

function tokensAt(now: number) {
  const ring = new KeyRing();
  const { eventData } = createApiKey({
    keyId: KEY_ID,
    name: 'web',
    scopes: ['evaluate'],
    random: new Uint8Array(32).fill(7),
  });
  ring.apply(newEvent(ApiKeyCreated, facts(1), eventData));
  return { ring, tokens: new StreamTokens(ring, new FixedClock(now)) };
}

describe('the address of a stream', () => {
  it('opens the stream of the client’s project', () => {
    const { tokens } = tokensAt(NOW);
    const token = tokens.issue(client) ?? '';
    expect(tokens.listenerOf(token)?.project).toBe('shop');
    expect(tokens.issue(client)).toBe(token);
  });

  it('is the same in every process, and needs no secret of its own', () => {
    expect(tokensAt(NOW).tokens.issue(client)).toBe(tokensAt(NOW + 60_000).tokens.issue(client));
  });

  it('ends after a day', () => {
    const token = tokensAt(NOW).tokens.issue(client) ?? '';
    expect(tokensAt(NOW + 22 * 3_600_000).tokens.listenerOf(token)?.project).toBe('shop');
    expect(tokensAt(NOW + 25 * 3_600_000).tokens.listenerOf(token)?.project).toBeUndefined();
  });

  it('ends with the key', () => {
    const { ring, tokens } = tokensAt(NOW);
    const token = tokens.issue(client) ?? '';
    expect(tokens.mayStay(client)).toBe(true);
    ring.apply(newEvent(ApiKeyRevoked, facts(2), { keyId: KEY_ID }));
    expect(tokens.mayStay(client)).toBe(false);
    expect(tokens.mayStay({ actor: 'user:alice', project: 'shop' })).toBe(true);
    expect(tokens.listenerOf(token)?.project).toBeUndefined();
  });

  it.each([
    ['nothing', () => ''],
    ['another signature', (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    [
      'a later end',
      (token: string) => token.replace(/\.(\d+)\./, (_, until: string) => `.${String(Number(until) + 1)}.`),
    ],
    ['another key', (token: string) => token.replace('000001', '000002')],
  ])('is refused with %s', (_name, change) => {
    const { tokens } = tokensAt(NOW);
    expect(tokens.listenerOf(change(tokens.issue(client) ?? ''))).toBeUndefined();
  });

  it('is given to clients alone', () => {
    const person = { kind: 'person', actor: 'alice', project: 'shop', role: 'admin' } as const;
    expect(tokensAt(NOW).tokens.issue(person as unknown as Principal)).toBeUndefined();
  });
});
