import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { EventBusModule } from '@assay/event-bus';
import { keepHeapSteady, PlatformModule, runService } from '@assay/platform';
import { AnalyticsModule } from './analytics.module.js';
import { HEAP_GROWTH_PERCENT } from './heap-growth.js';

keepHeapSteady(HEAP_GROWTH_PERCENT);
await runService('analytics', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
    AuthModule.forRoot(config),
    AnalyticsModule.register(config),
  ],
}));
