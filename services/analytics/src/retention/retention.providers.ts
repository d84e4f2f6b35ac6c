import type { Environment } from '@assay/platform';
import { sweepRunner } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { KeptHistory } from './kept-history.js';
import { RawEvents } from './raw-events.js';
import { RawEventsGauges } from './raw-events-gauges.js';
import { RETENTION, retentionOptions } from './retention-options.js';
import { RetentionController } from './http/retention.controller.js';
import { RetentionSweep } from './retention.sweep.js';
import { RunDirectory } from './run-directory.js';

export const RETENTION_CONTROLLERS = [RetentionController];

/** @throws ConfigError for a retention that makes no sense */
export const retentionProviders = (env: Environment): readonly Provider[] => [
  { provide: RETENTION, useValue: retentionOptions(env) },
  RunDirectory,
  KeptHistory,
  RawEvents,
  RetentionSweep,
  RawEventsGauges,
  sweepRunner(RetentionSweep, RawEventsGauges),
];
