import type { Provider } from '@nestjs/common';
import { PastEvents } from './past-events.js';
import { PastExperiments } from './past-experiments.service.js';
import { RevisionsService } from './revisions.service.js';
import { Revisions } from './revisions.js';

/** Definitions of the past; needs what experiments refer to. */
export const REVISION_PROVIDERS: readonly Provider[] = [
  PastEvents,
  PastExperiments,
  Revisions,
  RevisionsService,
];
