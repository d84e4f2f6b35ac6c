import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  ReleaseCompleted,
  ReleaseCreated,
  ReleaseFeatureDisabled,
  ReleaseAborted,
  ReleaseAdvanced,
  ReleasePaused,
  ReleasePromoted,
  ReleaseResumed,
  ReleaseRolledBack,
  ReleaseStarted,
  streamId,
} from '@assay/contracts';

const reason = 'a look at it';
const moved = { evidence: null } as const;

/** Events of one release, numbered in the order in which they are asked for. */
export class ReleaseStory {
  private version = 0;

  constructor(private readonly key = 'checkout-2') {}

  created(data: Partial<DataOf<typeof ReleaseCreated>> = {}): EventEnvelope {
    return this.next(ReleaseCreated, {
      ...{ key: this.key, name: this.key, version: '2.0.0', stableVersion: '1.9.3' },
      ...{ features: ['new_api', 'fast_path'], routingKey: 'user', ramp: [50, 100], holdHours: 12 },
      ...{ autoAdvance: false, autoRollback: true, slo: { canary: 0.95, production: 0.98 } },
      ...{ windowMs: 300_000, minOutcomes: 100, analysis: null },
      ...data,
    });
  }

  started(trafficPercent: number): EventEnvelope {
    const features = ['new_api', 'fast_path'];
    return this.next(ReleaseStarted, { ...this.step(), environment: 'canary', trafficPercent, features });
  }

  advanced(trafficPercent: number): EventEnvelope {
    return this.next(ReleaseAdvanced, { ...this.step(), ...moved, trafficPercent, automatic: false });
  }

  promoted(environment: 'staging' | 'production'): EventEnvelope {
    return this.next(ReleasePromoted, { ...this.step(), ...moved, trafficPercent: 0, environment });
  }

  paused(): EventEnvelope {
    return this.next(ReleasePaused, { reason });
  }

  resumed(): EventEnvelope {
    return this.next(ReleaseResumed, this.step());
  }

  disabled(feature: string): EventEnvelope {
    return this.next(ReleaseFeatureDisabled, { feature, reason });
  }

  rolledBack(): EventEnvelope {
    const why = { trigger: 'manual', reason, evidence: null } as const;
    return this.next(ReleaseRolledBack, { ...this.step(), automatic: false, ...why });
  }

  completed(): EventEnvelope {
    return this.next(ReleaseCompleted, { ...this.step(), evidence: null });
  }

  aborted(): EventEnvelope {
    return this.next(ReleaseAborted, { ...this.step(), reason });
  }

  /** The activation of the event that was made last. */
  get activation(): string {
    return derivedId(this.key, 'activation', String(this.version));
  }

  private step(): { readonly activation: string } {
    return { activation: derivedId(this.key, 'activation', String(this.version + 1)) };
  }

  private next<Definition extends EventDefinition>(
    definition: Definition,
    data: DataOf<Definition>,
  ): EventEnvelope {
    this.version += 1;
    const metadata = {
      id: derivedId(this.key, String(this.version)),
      ...{ source: 'rollout', subject: streamId('default', 'release', this.key), project: 'default' },
      ...{ time: '2026-01-05T10:00:00.000Z', actor: 'user:alice', correlationid: this.key },
    };
    return { ...newEvent(definition, metadata, data), streamversion: this.version };
  }
}
