import { UnavailableProblem } from '@assay/platform';
import type { ConfigListener, ConfigTable } from './config-table.js';

/** Where the definitions that are served came from. */
export type ConfigSource = 'nothing' | 'copy' | 'log';

/** The definitions that this process serves from. */
export class ConfigStore {
  private serving: ConfigTable | undefined;
  private from: ConfigSource = 'nothing';
  private readonly listeners = new Set<ConfigListener>();
  /** Since when units of a project have been linked; infinite where nobody has said yet. */
  private readonly linked = new Map<string, number>();

  get source(): ConfigSource {
    return this.from;
  }

  serve(table: ConfigTable, source: Exclude<ConfigSource, 'nothing'>): void {
    for (const project of table.linked()) this.note(project, Infinity);
    for (const project of this.linked.keys()) table.setLinked(project);
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

  /**
   * Links are read beside the definitions: it holds for these, and for those that are served later.
   * @param since when the log took a link of the project, milliseconds since 1970; the first one counts
   */
  setLinked(project: string, since: number): void {
    this.note(project, since);
    this.serving?.setLinked(project);
  }

  /** Projects whose units had been linked by an instant. */
  linkedAt(instant: number): readonly string[] {
    return [...this.linked].filter(([, since]) => since <= instant).map(([project]) => project);
  }

  /** @throws UnavailableProblem `CONFIG_UNAVAILABLE` before anything is known */
  get table(): ConfigTable {
    if (this.serving !== undefined) return this.serving;
    throw new UnavailableProblem('CONFIG_UNAVAILABLE', 'the definitions of experiments are not there yet', {
      headers: { 'retry-after': '1' },
    });
  }

  private note(project: string, since: number): void {
    this.linked.set(project, Math.min(since, this.linked.get(project) ?? Infinity));
  }

  private tell(project: string): void {
    for (const listener of this.listeners) listener(project);
  }
}
