import { evaluateRelease, featureAnswer } from '@assay/bucketing';
import { sha256Hex } from '@assay/bucketing/sha256';
import { eventually } from '@assay/testing';
import { ConfiguredClient } from './support/configured-client.js';
import { experiment, payload, release } from './support/definitions.js';

const EVENTS = '/api/v1/events';
const units = Array.from({ length: 50 }, (_, index) => `user-${String(index)}`);

describe('a release', () => {
  const configured = new ConfiguredClient();
  const begin = async (...flags: readonly object[]) => {
    configured.current = payload(flags);
    configured.remote = { status: 202, body: { accepted: 1 } };
    await configured.begin({ events: { flushMs: 5 } });
  };
  const on = (unit: string, attributes: object = {}, key = 'next') =>
    configured.client.getBooleanDetails(key, false, { targetingKey: unit, ...attributes });

  it('is evaluated here, as the gateway would', async () => {
    await begin(release());
    const answers = await Promise.all(units.map((unit) => on(unit)));
    const wanted = units.map((unit) =>
      featureAnswer(evaluateRelease(release(), { routingKey: unit, digest: sha256Hex })),
    );
    expect(answers).toEqual(wanted);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([true, false]));
    expect(configured.gateway.received.some(({ url }) => url.startsWith('/ofrep'))).toBe(false);
  });

  it('goes by the session, and by the environment, of the context', async () => {
    await begin(release({ routingKey: 'session' }), release({ key: 'staged', environment: 'staging' }));
    const bySession = await Promise.all(units.map((session) => on('user-1', { session })));
    const byUnit = await Promise.all(units.map((unit) => on(unit)));
    expect(bySession.map(({ value }) => value)).toEqual(byUnit.map(({ value }) => value));
    expect((await on('user-1', { environment: 'staging' }, 'staged')).value).toBe(true);
    expect((await on('user-1', {}, 'staged')).value).toBe(false);
  });

  it('decides for experiments that ask for it', async () => {
    await begin(release(), experiment({ prerequisites: [{ flag: 'next', variants: ['on'] }] }));
    for (const unit of units.slice(0, 10)) {
      const { metadata } = await configured.client.getObjectDetails('checkout', {}, { targetingKey: unit });
      expect(metadata['reason']).toBe((await on(unit)).value ? 'split' : 'prerequisite_failed');
    }
  });

  it('has outcomes of both sides, under its activation', async () => {
    await begin(release());
    const values = await Promise.all(units.map(async (unit) => (await on(unit)).value));
    const [inside, outside] = [values.indexOf(true), values.indexOf(false)].map((at) => units[at] ?? '');
    for (const targetingKey of [inside, outside])
      await configured.client.outcome({ success: true, flag: 'next' }, { targetingKey });
    await eventually(() => configured.client.status().events.waiting === 0);
    const sent = configured.gateway.received
      .filter(({ url }) => url.startsWith(EVENTS))
      .flatMap(({ body }) => (JSON.parse(body) as { events: readonly object[] }).events);
    const { activation } = release();
    expect(sent).toMatchObject([
      { type: 'outcome', unit: inside, flag: 'next', side: 'canary', activation },
      { type: 'outcome', unit: outside, flag: 'next', side: 'stable', activation },
    ]);
  });
});
