import type { EventEnvelope } from '@assay/contracts';
import { streamId } from '@assay/contracts';

/** The experiments of every project and all variants that they have had, as far as the log has told of them. */
export class KnownExperiments {
  private readonly byStream = new Map<string, Set<string>>();

  apply({ type, subject, data }: Pick<EventEnvelope, 'type' | 'subject' | 'data'>): void {
    if (type === 'ExperimentCreated') this.variantsOf(subject);
    if (type === 'VariantAdded') this.variantsOf(subject).add((data as { readonly key: string }).key);
  }

  /** The variants of an experiment; undefined where there is none of this key. */
  find(project: string, key: string): ReadonlySet<string> | undefined {
    return this.byStream.get(streamId(project, 'experiment', key));
  }

  private variantsOf(stream: string): Set<string> {
    const known = this.byStream.get(stream) ?? new Set();
    this.byStream.set(stream, known);
    return known;
  }
}
