import type { Principal } from '@assay/auth';
import { Injectable } from '@nestjs/common';
import { available } from '../../problems/available.js';
import type { ExperimentPage } from './experiment-list.js';
import { ExperimentList } from './experiment-list.js';
import type { ListFilter } from './list-filter.js';

/** Lists of experiments for people. */
@Injectable()
export class ExperimentListing {
  constructor(private readonly list: ExperimentList) {}

  /** @throws UnavailableProblem until the list has been built for the first time */
  page({ project }: Principal, filter: ListFilter): Promise<ExperimentPage> {
    return available(() => this.list.page(project, filter));
  }
}
