import type { AccessEvent, ApiKeyScope } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import { metadata } from '../../test/support/experiment-story.js';
import { ApiKeyDirectory } from './api-key-directory.js';
import type { ApiKeyCommand, ApiKeyState } from './api-key.decider.js';
import { apiKeyDecider } from './api-key.decider.js';

const KEY_ID = '0192a000-0000-7000-8000-00000000abcd';
const subject = streamId('default', 'api-key', KEY_ID);
const scopes: ApiKeyScope[] = ['evaluate'];
const data = { keyId: KEY_ID, name: 'web shop', hash: 'a'.repeat(64), hint: 'assay_sdk_abc', scopes };
const CREATE: ApiKeyCommand = { type: 'CreateApiKey', metadata: metadata({ subject }), data };
const REVOKE: ApiKeyCommand = { type: 'RevokeApiKey', metadata: metadata({ subject }), reason: 'leaked' };

function history(...commands: readonly ApiKeyCommand[]): readonly AccessEvent[] {
  return commands.reduce<readonly AccessEvent[]>((events, command) => {
    const decision = apiKeyDecider.decide(command, stateAfter(events));
    return decision.outcome === 'accepted' ? [...events, ...decision.events] : events;
  }, []);
}

const stateAfter = (events: readonly AccessEvent[]): ApiKeyState =>
  events.reduce((state, event) => apiKeyDecider.evolve(state, event), apiKeyDecider.initial);

const outcome = (events: readonly AccessEvent[], command: ApiKeyCommand) => {
  const decision = apiKeyDecider.decide(command, stateAfter(events));
  return decision.outcome === 'refused'
    ? decision.refusal
    : decision.events.map((event) => [event.type, event.data]);
};

describe('an API key', () => {
  it('is created with its hash', () => {
    expect(outcome([], CREATE)).toEqual([['ApiKeyCreated', data]]);
    expect(stateAfter(history(CREATE))).toMatchObject({ status: 'active', createdBy: 'user:alice' });
  });

  it('is created once', () => {
    expect(outcome(history(CREATE), CREATE)).toEqual({ code: 'API_KEY_EXISTS', keyId: KEY_ID });
  });

  it('is revoked for ever', () => {
    expect(outcome(history(CREATE), REVOKE)).toEqual([
      ['ApiKeyRevoked', { keyId: KEY_ID, reason: 'leaked' }],
    ]);
    expect(outcome(history(CREATE, REVOKE), REVOKE)).toMatchObject({
      code: 'API_KEY_REVOKED',
      keyId: KEY_ID,
    });
    expect(outcome([], REVOKE)).toEqual({ code: 'API_KEY_NOT_FOUND' });
  });
});

describe('the directory of API keys', () => {
  it('lists the keys of a project, without what could be used', () => {
    const directory = new ApiKeyDirectory();
    for (const event of history(CREATE, REVOKE)) directory.apply(event);
    expect(directory.list('default')).toEqual([
      {
        keyId: KEY_ID,
        name: 'web shop',
        hint: 'assay_sdk_abc',
        scopes: ['evaluate'],
        origins: [],
        status: 'revoked',
        createdAt: '2026-01-05T10:00:00.000Z',
        createdBy: 'user:alice',
        revokedAt: '2026-01-05T10:00:00.000Z',
      },
    ]);
    expect(directory.list('other')).toEqual([]);
  });
});
