import type { Principal } from '@assay/auth';
import type { ExperimentDefinition } from '@assay/bucketing';
import type { Clock } from '@assay/platform';
import { CLOCK, NotFoundProblem, pastInstant } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentsService } from '../experiment/experiments.service.js';
import { available } from '../problems/available.js';
import type { PastDefinition, RevisionEntry } from './revisions.js';
import { Revisions } from './revisions.js';

export type RevisionView = Omit<RevisionEntry, 'definition'>;

/** Definitions of the past, for people. */
@Injectable()
export class RevisionsService {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly revisions: Revisions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(who: Principal, experiment: string): Promise<{ readonly items: readonly RevisionView[] }> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const entries = await this.revisions.list(who.project, design.key);
      return { items: entries.map(({ revision, from, by }) => ({ revision, from, by })) };
    });
  }

  /** @throws NotFoundProblem for a revision that the experiment never had */
  get(who: Principal, experiment: string, revision: string): Promise<ExperimentDefinition> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const found = await this.revisions.withRevision(who.project, design.key, revision);
      return definitionOf(found, 'revision', revision);
    });
  }

  /** @throws NotFoundProblem for an instant before the experiment was created */
  asOf(who: Principal, experiment: string, at: string | undefined): Promise<ExperimentDefinition> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const now = this.clock.now();
      const instant = at === undefined ? now : pastInstant('at', at, now);
      return definitionOf(await this.revisions.asOf(who.project, design.key, instant), 'at', at);
    });
  }
}

function definitionOf(
  found: PastDefinition | undefined,
  path: 'revision' | 'at',
  value: string | undefined,
): ExperimentDefinition {
  if (found !== undefined) return found.definition;
  throw definitionMissing(path, value);
}

export function definitionMissing(path: 'revision' | 'at', value: string | undefined): NotFoundProblem {
  const message = path === 'at' ? 'must be after the experiment was created' : 'must be one of its revisions';
  const detail =
    path === 'at'
      ? `the experiment had no definition at ${String(value)}`
      : `it has no revision "${String(value)}"`;
  return new NotFoundProblem('REVISION_NOT_FOUND', detail, {
    errors: [{ path, value, message }],
  });
}
