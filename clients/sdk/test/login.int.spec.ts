import { eventually } from '@assay/testing';
import { OpenFeature } from '@openfeature/server-sdk';
import type { EvaluationContext } from '../src/flag/evaluation-context.js';
import type { AssayErrorCode } from '../src/http/assay-error.js';
import { AssayError } from '../src/http/assay-error.js';
import { leavesAnonymity, Login } from '../src/openfeature/login.js';
import { AssayServerProvider } from '../src/openfeature/server.js';
import { experiment, payload } from './support/definitions.js';
import type { Said, ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const retry = { firstMs: 5, mostMs: 20 };
const refusal = (status: number) => new AssayError('GATEWAY_REFUSED', 'no', { status });
const visitor = { targetingKey: 'visitor-1', anonymous: true };
const user = { targetingKey: 'user-1' };

describe('a change of context', () => {
  it.each<[string, EvaluationContext, EvaluationContext, boolean]>([
    ['of a visitor to a user', visitor, user, true],
    ['that only knows more of the visitor', visitor, { ...visitor, country: 'NL' }, false],
    ['that says who it is, without another name', visitor, { targetingKey: 'visitor-1' }, false],
    ['of a user to a visitor', user, visitor, false],
    ['of a visitor to another one', visitor, { ...visitor, targetingKey: 'visitor-2' }, false],
    ['of a user to another one', user, { targetingKey: 'user-2' }, false],
    ['from nobody', { anonymous: true }, user, false],
    ['to nobody', visitor, {}, false],
  ])('%s is a login: %4$s', (_name, before, after, expected) => {
    expect(leavesAnonymity(before, after)).toBe(expected);
  });
});

describe('the login of a page', () => {
  /** A page whose gateway answers each try with one of these; undefined: it is kept. */
  function pageWith(...answers: readonly (AssayError | undefined)[]) {
    const told: string[] = [];
    let tries = 0;
    const client = {
      identify: ({ targetingKey = '' }: EvaluationContext) => {
        const answer = answers[tries];
        tries += 1;
        told.push(`identify ${targetingKey}`);
        return answer === undefined ? Promise.resolve(undefined as never) : Promise.reject(answer);
      },
      setContext: ({ targetingKey = '' }: EvaluationContext) => {
        told.push(`context ${targetingKey}`);
        return Promise.resolve();
      },
    };
    const errors: unknown[] = [];
    const onLate = (): void => void told.push('late');
    const login = new Login({ client, retry, onError: (error) => errors.push(error), onLate });
    return { login, told, errors };
  }

  it('makes it the user’s', async () => {
    const { login, told } = pageWith(undefined);
    await login.begin(user);
    expect(told).toEqual(['identify user-1']);
  });

  it('is tried again until it is kept, and tells so', async () => {
    const away = new AssayError('GATEWAY_UNREACHABLE', 'away');
    const { login, told, errors } = pageWith(away, refusal(503), undefined);
    await expect(login.begin(user)).rejects.toBe(away);
    await eventually(() => told.includes('late'));
    expect(told).toEqual([...Array<string>(3).fill('identify user-1'), 'late']);
    expect(errors).toHaveLength(2);
  });

  it('goes on without a link that is refused for good', async () => {
    const { login, told, errors } = pageWith(refusal(403));
    await login.begin(user);
    expect(told).toEqual(['identify user-1', 'context user-1']);
    expect(errors).toMatchObject([{ data: { status: 403 } }]);
  });

  it('is tried no more once somebody else looks', async () => {
    const { login, told } = pageWith(refusal(503), undefined);
    await expect(login.begin(user)).rejects.toMatchObject({ code: 'GATEWAY_REFUSED' });
    await login.abandon();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(told).toEqual(['identify user-1']);
    login.close();
  });
});

describe('a login that a server tracks', () => {
  let gateway: ScriptedGateway;
  let said: Said[];
  let errors: AssayErrorCode[];
  const links = () =>
    gateway.received
      .filter(({ url }) => url === '/api/v1/identities/link')
      .map(({ body }) => JSON.parse(body) as unknown);
  const linked = { status: 200, body: { outcome: 'linked', user: 'user-1', anonymous: 'visitor-1' } };

  beforeEach(async () => {
    said = [];
    errors = [];
    gateway = await scriptedGateway(({ url }) => {
      if (url === '/api/v1/identities/link') return said.shift() ?? linked;
      return url.startsWith('/api/v1/config')
        ? { status: 200, body: payload([experiment()]) }
        : { status: 503 };
    });
    const onError = ({ code }: AssayError): void => void errors.push(code);
    const options = {
      url: gateway.url,
      key: 'k',
      retry,
      updates: 'none',
      exposures: 'manual',
      onError,
    } as const;
    await OpenFeature.setProviderAndWait('logins', new AssayServerProvider(options));
  });
  afterEach(async () => {
    await OpenFeature.close();
    await gateway.close();
  });
  const track = (details?: Record<string, string>) =>
    OpenFeature.getClient('logins').track('$identify', user, details);

  it('is made again until the log has it', async () => {
    said = [{ status: 503 }, { status: 429 }];
    track({ anonymous: 'visitor-1' });
    await eventually(() => links().length === 3);
    expect(links()).toEqual(Array(3).fill({ anonymous: 'visitor-1', user: 'user-1' }));
    expect(errors).toEqual(['GATEWAY_REFUSED', 'GATEWAY_REFUSED']);
  });

  it('is given up where it is refused for good, and does not hold up the next one', async () => {
    said = [{ status: 400 }];
    track({ anonymous: 'user-9' });
    track({ anonymous: 'visitor-1' });
    await eventually(() => links().length === 2);
    await eventually(() => errors.length === 1);
  });

  it('says what is missing', () => {
    track();
    expect(errors).toEqual(['EVENTS_DROPPED']);
    expect(links()).toEqual([]);
  });
});
