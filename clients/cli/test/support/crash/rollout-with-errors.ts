import type { Call } from '../api.js';
import type { Move, Subject } from './move.js';
import { failures, once } from './move.js';

const TIERS = [
  { key: 'hardly-any', percentage: 0.01 },
  { key: 'all', percentage: 100 },
];

interface Rollouts {
  readonly rollouts: readonly { readonly key: string; readonly status: string }[];
}

async function seen(call: Call, rollout: string): Promise<unknown> {
  const context = { targetingKey: 'somebody' };
  const flag = await call<{ value?: boolean }>(`/ofrep/v1/evaluate/flags/${rollout}`, { context });
  const { body } = await call<{ status: string; tier?: string }>(`/api/v1/rollouts/${rollout}`);
  const { rollouts } = (await call<Rollouts>('/api/v1/rollouts?limit=200')).body;
  const listed = rollouts.find(({ key }) => key === rollout)?.status;
  return { isOn: flag.body.value, status: body.status, tier: body.tier, listed };
}

const off = { isOn: false, status: 'rolled_back', tier: 'tier_0_disabled', listed: 'rolled_back' };
const running = { status: 'in_progress', listed: 'in_progress' };

/** A rollout: started, advanced, taken back by a person; and again, taken back by its errors. */
export function rolloutWithErrors(key: string): Subject {
  const rollout = `/api/v1/rollouts/${key}`;
  const failing = failures();
  const start: Move = {
    name: 'the start of a rollout',
    ask: (call, id) => call(`${rollout}/start`, {}, once(id)),
    after: { isOn: false, tier: 'hardly-any', ...running },
  };
  const advance: Move = {
    name: 'the advance of a rollout',
    ask: (call, id) => call(`${rollout}/advance`, { override: { reason: 'a test does not wait' } }, once(id)),
    after: { isOn: true, tier: 'all', ...running },
  };
  return {
    key,
    prepare: async (call) =>
      expect(await call('/api/v1/rollouts', { key, tiers: TIERS })).toMatchObject({ status: 201 }),
    seen: (call) => seen(call, key),
    moves: [
      start,
      advance,
      {
        name: 'the rollback of a rollout',
        ask: (call, id) => call(`${rollout}/rollback`, { reason: 'it crashed', to: 'off' }, once(id)),
        after: off,
      },
      { ...start, isAgain: true },
      { ...advance, isAgain: true },
      {
        name: 'errors of a rollout',
        followsByItself: true,
        ask: async (call, id) => {
          const { status, body } = await call(rollout);
          if (status !== 200) return { status, body };
          const { activation } = body;
          return call('/api/v1/events', { events: failing(id, key, { activation }) });
        },
        after: off,
      },
    ],
  };
}
