import type { Principal } from '@assay/auth';
import { Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import { ExperimentLog } from './experiment-log.js';
import { ExperimentsService } from './experiments.service.js';
import type { HistoryEntry } from './history.js';
import { historyOf } from './history.js';

export interface HistoryPage {
  /** The latest first. */
  readonly items: readonly HistoryEntry[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

export interface HistoryOptions {
  /** Only versions below this one. */
  readonly cursor?: number;
  readonly limit?: number;
}

const PAGE = 50;

/** What has happened to an experiment. */
@Injectable()
export class ExperimentHistory {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly log: ExperimentLog,
  ) {}

  page(who: Principal, experiment: string, { cursor, limit = PAGE }: HistoryOptions): Promise<HistoryPage> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const entries = historyOf(await this.log.events(who.project, design.key)).toReversed();
      const from = cursor === undefined ? entries : entries.filter(({ version }) => version < cursor);
      const items = from.slice(0, limit);
      const last = from.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? null : String(last.version) };
    });
  }
}
