import { UnavailableProblem } from '@assay/platform';
import type { ConfigListener, ConfigTable } from './config-table.js';

/** Where the definitions that are served came from. */
export type ConfigSource = 'nothing' | 'copy' | 'log';

/** The definitions that this process serves from. */
export class ConfigStore {
  private serving: ConfigTable | undefined;
  private from: ConfigSource = 'nothing';
  private readonly listeners = new Set<ConfigListener>();
  private readonly linked = new Set<string>();

  get source(): ConfigSource {
    return this.from;
  }

  serve(table: ConfigTable, source: Exclude<ConfigSource, 'nothing'>): void {
    for (const project of table.linked()) this.linked.add(project);
    for (const project of this.linked) table.setLinked(project);
    this.serving = table;
    this.from = source;
    table.listen((project) => {
      if (this.serving === table) this.tell(project);
    });
    for (const [project] of table.entries()) this.tell(project);
  }

  /** Calls back for every change of what is served. */
  listen(listener: ConfigListener): void {
    this.listeners.add(listener);
  }

  /** Links are read beside the definitions: it holds for these, and for those that are served later. */
  setLinked(project: string): void {
    if (this.linked.has(project)) return;
    this.linked.add(project);
    this.serving?.setLinked(project);
  }

  /** @throws UnavailableProblem `CONFIG_UNAVAILABLE` before anything is known */
  get table(): ConfigTable {
    if (this.serving !== undefined) return this.serving;
    throw new UnavailableProblem('CONFIG_UNAVAILABLE', 'the definitions of experiments are not there yet', {
      headers: { 'retry-after': '1' },
    });
  }

  private tell(project: string): void {
    for (const listener of this.listeners) listener(project);
  }
}
