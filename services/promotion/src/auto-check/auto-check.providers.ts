import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { AutoCheckController } from './auto-check.controller.js';
import { AutoCheckGuard } from './auto-check.guard.js';
import { AutoCheckService } from './auto-check.service.js';
import { AutoCheckSlots } from './auto-check-slots.js';
import { HourlyCheck } from './hourly-check.js';
import { MonitoringAutoCheckController } from './monitoring-auto-check.controller.js';
import { RunningExperiments } from './running-experiments.js';
import { TABLES } from '../tables.js';

export const AUTO_CHECK_CONTROLLERS = [AutoCheckController, MonitoringAutoCheckController];

export const AUTO_CHECK_PROVIDERS: readonly Provider[] = [
  AutoCheckGuard,
  AutoCheckService,
  HourlyCheck,
  RunningExperiments,
  {
    provide: AutoCheckSlots,
    useFactory: (pool: Pool) => new AutoCheckSlots(pool),
    inject: [TABLES],
  },
];
