import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { connectBusTransport, EventBusModule } from '@assay/event-bus';
import { keepHeapSteady, PlatformModule, runService } from '@assay/platform';
import { AssignmentModule } from './assignment.module.js';

// Most of what a gateway holds stays: with 100,000 assignments a larger share would be garbage by the tens of megabytes.
const HEAP_GROWTH_PERCENT = 15;

keepHeapSteady(HEAP_GROWTH_PERCENT);
await runService('assignment', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
    AuthModule.forRoot(config),
    AssignmentModule.register(config),
  ],
  connect: (app) => {
    connectBusTransport(app);
  },
}));
