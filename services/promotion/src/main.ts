import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { connectBusTransport, EventBusModule } from '@assay/event-bus';
import { keepHeapSteady, PlatformModule, runService } from '@assay/platform';
import { PromotionModule } from './promotion.module.js';

keepHeapSteady();
await runService('promotion', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
    AuthModule.forRoot(config),
    PromotionModule.register(config),
  ],
  connect: (app) => {
    connectBusTransport(app);
  },
}));
