import 'reflect-metadata';
import { AuthModule } from '@assay/auth';
import { connectBusTransport, EventBusModule } from '@assay/event-bus';
import { keepHeapSteady, PlatformModule, runService } from '@assay/platform';
import { AssignmentModule } from './assignment.module.js';

keepHeapSteady();
await runService('assignment', (config) => ({
  imports: [
    PlatformModule.forRoot(config),
    EventBusModule.forRoot(config.bus, config.topics),
    AuthModule.forRoot(config),
    AssignmentModule.register(config),
  ],
  connect: (app) => {
    connectBusTransport(app);
  },
}));
