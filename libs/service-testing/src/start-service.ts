import 'reflect-metadata';
import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { connectBusTransport, EVENT_BUS, EventBusModule } from '@assay/event-bus';
import type { ServiceConfig } from '@assay/platform';
import { createApp, PlatformModule } from '@assay/platform';
import { eventually } from '@assay/testing';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A service with the log it is to run on. */
export interface ServiceUnderTest {
  readonly config: ServiceConfig;
  readonly module: DynamicModule;
  /** A log under the test's control, which the test closes; without it the service opens its own. */
  readonly bus?: EventBus;
}

class ServiceProcess {}
class GivenLog {}

const givenLog = (bus: EventBus): DynamicModule => ({
  module: GivenLog,
  global: true,
  providers: [{ provide: EVENT_BUS, useValue: bus }],
  exports: [EVENT_BUS],
});

/** The whole service as its process would run it, ready to be called; `close()` ends it. */
export async function startService({
  config,
  module,
  bus,
}: ServiceUnderTest): Promise<NestFastifyApplication> {
  const log =
    bus === undefined
      ? EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive))
      : givenLog(bus);
  const imports = [PlatformModule.forRoot(config), log, AuthModule.forRoot(config), module];
  const app = await createApp(config, { module: ServiceProcess, imports });
  connectBusTransport(app);
  await app.startAllMicroservices();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await eventually(async () => {
    const { statusCode, body } = await app.inject('/health/ready');
    if (statusCode !== 200) throw new NotReadyError(body);
  });
  return app;
}

class NotReadyError extends Error {
  readonly code = 'NOT_READY';
}
