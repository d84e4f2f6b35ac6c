import type { EventEnvelope } from '@assay/contracts';
import { streamId } from '@assay/contracts';

/** The releases of every project, as far as the log has told of them. */
export class KnownReleases {
  private readonly streams = new Set<string>();

  apply({ type, subject }: Pick<EventEnvelope, 'type' | 'subject'>): void {
    if (type === 'ReleaseCreated') this.streams.add(subject);
  }

  has(project: string, key: string): boolean {
    return this.streams.has(streamId(project, 'release', key));
  }
}
