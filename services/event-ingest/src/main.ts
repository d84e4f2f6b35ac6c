import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { EventBusModule } from '@assay/event-bus';
import { PlatformModule, runService } from '@assay/platform';
import { EventIngestModule } from './event-ingest.module.js';

await runService('event-ingest', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
    AuthModule.forRoot(config),
    EventIngestModule.register(config),
  ],
}));
