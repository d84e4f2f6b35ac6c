import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { EventBusModule } from '@assay/event-bus';
import { keepHeapSteady, PlatformModule, runService } from '@assay/platform';
import { RolloutModule } from './rollout.module.js';

keepHeapSteady();
await runService('rollout', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
    AuthModule.forRoot(config),
    RolloutModule.register(config),
  ],
}));
