import { ReleaseCreated, RolloutCreated } from '@assay/contracts';
import type { OversightService } from './oversight-service.js';

/** A rollout of the service that owns them. */
export async function rolloutCreated(service: OversightService, key: string): Promise<void> {
  await service.publish(RolloutCreated, `default/rollout/${key}`, {
    ...{ key, name: key, salt: key, allow: [], deny: [], minHoursInTier: 48 },
    errorThreshold: { errorRate: 0.05, windowMs: 3_600_000, minOutcomes: 20 },
  });
}

/** A release of the service that owns them. */
export async function releaseCreated(service: OversightService, key: string): Promise<void> {
  await service.publish(ReleaseCreated, `default/release/${key}`, {
    ...{ key, name: key, version: '2', stableVersion: null, features: [], routingKey: 'user' as const },
    ...{ ramp: [100], holdHours: 0, autoAdvance: false, autoRollback: true, minOutcomes: 100 },
    ...{ slo: { canary: 0.95, production: 0.98 }, windowMs: 300_000, analysis: null },
  });
}
