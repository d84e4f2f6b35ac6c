import type { EventEnvelope } from '@assay/contracts';
import { streamId } from '@assay/contracts';

const KINDS = ['rollout', 'release'] as const;

/** Every activation that rollouts and releases have had, as far as the log has told: also those that are over. */
export class KnownActivations {
  private readonly byStream = new Map<string, Set<string>>();

  apply({ subject, data }: Pick<EventEnvelope, 'subject' | 'data'>): void {
    const { activation } = data as { readonly activation?: unknown };
    if (typeof activation !== 'string') return;
    const known = this.byStream.get(subject);
    if (known === undefined) this.byStream.set(subject, new Set([activation]));
    else known.add(activation);
  }

  has(project: string, flag: string, activation: string): boolean {
    return KINDS.some((kind) => this.byStream.get(streamId(project, kind, flag))?.has(activation));
  }
}
