import type { EventEnvelope, OutcomeRecorded } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { RoutingDecision } from '../../src/release-routing/route-release.fold.js';
import { outcome } from './outcomes.js';
import type { RunningService } from './running-service.js';

export const releasePath = (key: string, step = ''): string => `/api/v1/releases/${key}${step}`;

export interface Traffic {
  /** How many requests. */
  readonly requests: number;
  /** Whether a request to this side succeeds, and how long it takes. */
  readonly serve: (
    side: 'canary' | 'stable',
    nth: number,
  ) => { readonly success: boolean; readonly latencyMs: number };
}

/** Asks where a request goes, as an application would. */
export async function route(
  service: RunningService,
  key: string,
  routingKey: string,
  environment?: 'staging',
): Promise<RoutingDecision> {
  const body = { routingKey, ...(environment === undefined ? {} : { environment }) };
  const answer = await service.call('POST', releasePath(key, '/route'), { body, role: 'viewer' });
  if (answer.status !== 200) throw new TypeError(JSON.stringify(answer.body));
  return answer.body as unknown as RoutingDecision;
}

/** Creates a release and starts its canary; resolves when requests are routed by it. */
export async function startCanary(
  service: RunningService,
  key: string,
  {
    trafficPercent = 10,
    ...design
  }: { readonly trafficPercent?: number } & Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const body = { key, version: '2.0.0', stableVersion: '1.9.3', featureFlags: ['new_api'], ...design };
  expect(await service.call('POST', '/api/v1/releases', { body })).toMatchObject({ status: 201 });
  const started = await service.call('POST', releasePath(key, '/start'), { body: { trafficPercent } });
  expect(started).toMatchObject({ status: 200, body: { status: 'in_progress', trafficPercent } });
  await eventually(async () => {
    expect((await route(service, key, 'anyone')).activation).toBe(started.body['activation']);
  });
}

/** Requests that are routed and served, and their outcomes as ingest records them. */
export async function send(
  service: RunningService,
  key: string,
  { requests, serve }: Traffic,
): Promise<Readonly<Record<'canary' | 'stable', number>>> {
  const served = { canary: 0, stable: 0 };
  const events: EventEnvelope[] = [];
  for (let nth = 0; nth < requests; nth += 1) {
    const unit = `user-${String(nth)}`;
    const { side, activation } = await route(service, key, unit);
    served[side] += 1;
    const { success, latencyMs } = serve(side, served[side]);
    const event = outcome(unit, {
      flag: key,
      success,
      activation: activation ?? undefined,
    }) as OutcomeRecorded;
    events.push({ ...event, data: { ...event.data, side, latencyMs } });
  }
  await service.bus.publish(events);
  return served;
}
