import 'reflect-metadata';
import { AuthModule } from '@assay/auth';
import { connectBusTransport, EventBusModule } from '@assay/event-bus';
import { PlatformModule, runService } from '@assay/platform';
import { AssignmentModule } from './assignment.module.js';

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
