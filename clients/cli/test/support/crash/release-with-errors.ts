import type { Call } from '../api.js';
import type { Move, Subject } from './move.js';
import { failures, once } from './move.js';

const override = { reason: 'a test starts it again' };

interface Releases {
  readonly releases: readonly { readonly key: string; readonly status: string }[];
}

interface Route {
  readonly isCanary?: boolean;
  readonly enabledFeatures?: readonly string[];
}

async function seen(call: Call, release: string): Promise<unknown> {
  const routed = await call<Route>(`/api/v1/releases/${release}/route`, { routingKey: 'somebody' });
  const { body } = await call<{ status: string }>(`/api/v1/releases/${release}`);
  const { releases } = (await call<Releases>('/api/v1/releases?limit=200')).body;
  const listed = releases.find(({ key }) => key === release)?.status;
  const { isCanary, enabledFeatures } = routed.body;
  return { isCanary, enabledFeatures, status: body.status, listed };
}

const off = { isCanary: false, enabledFeatures: [], status: 'rolled_back', listed: 'rolled_back' };
const on = { isCanary: true, enabledFeatures: ['flag'], status: 'in_progress', listed: 'in_progress' };

/** A release: started, taken back by a person; and again, taken back by its errors. */
export function releaseWithErrors(key: string): Subject {
  const release = `/api/v1/releases/${key}`;
  const failing = failures();
  const start: Move = {
    name: 'the start of a release',
    ask: (call, id) => call(`${release}/start`, { trafficPercent: 100, override }, once(id)),
    after: on,
  };
  return {
    key,
    prepare: async (call) => {
      const design = { key, version: '2', featureFlags: ['flag'], ramp: [100], minOutcomes: 20 };
      expect(await call('/api/v1/releases', design)).toMatchObject({ status: 201 });
    },
    seen: (call) => seen(call, key),
    moves: [
      start,
      {
        name: 'the rollback of a release',
        ask: (call, id) => call(`${release}/rollback`, { reason: 'it crashed' }, once(id)),
        after: off,
      },
      { ...start, isAgain: true },
      {
        name: 'errors of a release',
        followsByItself: true,
        ask: async (call, id) => {
          const { status, body } = await call(release);
          if (status !== 200) return { status, body };
          const { activation } = body;
          return call('/api/v1/events', { events: failing(id, key, { activation, side: 'canary' }) });
        },
        after: off,
      },
    ],
  };
}
