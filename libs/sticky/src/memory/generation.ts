import type { StickyEntry, StickyKey } from '../port.js';

interface Run {
  readonly project: string;
  readonly run: number;
  readonly byUnit: Map<string, StickyEntry>;
}

/**
 * Entries of some time. They lie by experiment and run, then by unit: nothing is put together to find one, and a unit
 * that asks for fifty experiments is hashed once.
 */
export class Generation {
  private readonly runs = new Map<string, Run[]>();
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  get(key: StickyKey): StickyEntry | undefined {
    return this.find(key)?.byUnit.get(key.unit);
  }

  set(key: StickyKey, entry: StickyEntry): void {
    const { byUnit } = this.find(key) ?? this.add(key);
    const before = byUnit.size;
    byUnit.set(key.unit, entry);
    this.entries += byUnit.size - before;
  }

  /** Of all experiments and runs. */
  remove({ project, unit }: Pick<StickyKey, 'project' | 'unit'>): void {
    for (const runs of this.runs.values())
      for (const known of runs) if (known.project === project && known.byUnit.delete(unit)) this.entries -= 1;
  }

  private find({ project, experiment, run }: StickyKey): Run | undefined {
    const runs = this.runs.get(experiment);
    if (runs === undefined) return undefined;
    for (const known of runs) if (known.run === run && known.project === project) return known;
    return undefined;
  }

  private add({ project, experiment, run }: StickyKey): Run {
    const added: Run = { project, run, byUnit: new Map() };
    const runs = this.runs.get(experiment);
    if (runs === undefined) this.runs.set(experiment, [added]);
    else runs.push(added);
    return added;
  }
}
