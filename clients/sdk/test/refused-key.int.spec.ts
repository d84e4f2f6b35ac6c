import { ErrorCode, OpenFeature, ProviderStatus } from '@openfeature/server-sdk';
import { eventually } from '@assay/testing';
import { AssayServerProvider } from '../src/openfeature/server.js';
import type { ServerClient } from '../src/server.js';
import { createServerClient } from '../src/server.js';
import { payload, rollout } from './support/definitions.js';
import type { Said, ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const REFUSED: Said = { status: 401, body: { code: 'KEY_INVALID', detail: 'the API key is not known' } };
const AWAY: Said = { status: 503, body: { detail: 'no log' } };
const visitor = { targetingKey: 'visitor-1' };
const retry = { firstMs: 5, mostMs: 20 };
/** A test that waited for it would fail by its own limit. */
const NEVER_MS = 3_600_000;

let gateway: ScriptedGateway;
let client: ServerClient | undefined;

const connection = () => ({ url: gateway.url, key: 'k', retry });
const begin = (options: object = {}) => (client = createServerClient({ ...connection(), ...options }));

beforeEach(async () => {
  gateway = await scriptedGateway(() => REFUSED);
});
afterEach(async () => {
  await client?.close();
  client = undefined;
  await OpenFeature.close();
  await gateway.close();
});

describe('a key that is refused', () => {
  it.each([401, 403])('is said at once, and with every answer: %s', async (status) => {
    gateway.script = () => ({ ...REFUSED, status });
    const assay = begin({ readyTimeoutMs: NEVER_MS });
    expect(await assay.ready()).toMatchObject({ source: 'none' });
    expect(await assay.getBooleanDetails('search', true, visitor)).toMatchObject({
      value: true,
      errorCode: 'PROVIDER_FATAL',
      errorMessage: expect.stringContaining(`answered ${String(status)}: the API key is not known`) as string,
    });
  });

  it('is another thing than a gateway that is away', async () => {
    gateway.script = () => AWAY;
    const assay = begin();
    await assay.refresh();
    expect(await assay.getBooleanDetails('search', true, visitor)).toMatchObject({
      errorCode: 'PROVIDER_NOT_READY',
      errorMessage: expect.stringContaining('answered 503: no log') as string,
    });
  });

  it('is said by remote evaluation, also where the gateway is not asked again at once', async () => {
    const assay = begin({ evaluation: 'remote', retry: { firstMs: NEVER_MS, mostMs: NEVER_MS } });
    for (const flag of ['search', 'search', 'checkout'])
      expect(await assay.getBooleanDetails(flag, true, visitor)).toMatchObject({
        errorCode: 'PROVIDER_FATAL',
        errorMessage: expect.stringContaining('the API key is not known') as string,
      });
    expect(gateway.received).toHaveLength(1);
  });

  it('is no more once it has been set right', async () => {
    const assay = begin();
    await assay.ready();
    gateway.script = () => ({ status: 200, body: payload([rollout()]) });
    await eventually(async () => (await assay.getBooleanDetails('search', false, visitor)).value === true);
    gateway.script = () => REFUSED;
    await assay.refresh();
    expect(await assay.getBoolean('search', false, visitor)).toBe(true);
  });
});

describe('the OpenFeature provider', () => {
  const flags = () => OpenFeature.getClient('refused');
  const provide = (options: object) =>
    OpenFeature.setProviderAndWait('refused', new AssayServerProvider({ ...connection(), ...options }));

  it('is fatal with a key that is refused, and ready when it has been set right', async () => {
    await expect(provide({ readyTimeoutMs: NEVER_MS })).rejects.toMatchObject({
      code: ErrorCode.PROVIDER_FATAL,
      message: expect.stringContaining('the API key is not known') as string,
    });
    expect(flags().providerStatus).toBe(ProviderStatus.FATAL);
    expect(await flags().getBooleanDetails('search', true, visitor)).toMatchObject({
      value: true,
      errorCode: ErrorCode.PROVIDER_FATAL,
    });
    gateway.script = () => ({ status: 200, body: payload([rollout()]) });
    await eventually(() => flags().providerStatus === ProviderStatus.READY);
    expect(await flags().getBooleanValue('search', false, visitor)).toBe(true);
  });

  it('is not ready where the gateway is away', async () => {
    gateway.script = () => AWAY;
    await expect(provide({ readyTimeoutMs: 20 })).rejects.toMatchObject({
      code: ErrorCode.PROVIDER_NOT_READY,
    });
    expect(flags().providerStatus).toBe(ProviderStatus.ERROR);
  });

  it('is fatal without an option that nothing works without, and names it', async () => {
    await expect(provide({ url: undefined })).rejects.toMatchObject({
      code: ErrorCode.PROVIDER_FATAL,
      message: expect.stringContaining('the option "url" is missing') as string,
    });
  });
});
