import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from '../config/service-config.js';
import { createApp } from './create-app.js';

export interface BootstrapOptions {
  /** Connects what feeds `@EventPattern` handlers (a hybrid application), before it starts. */
  readonly connect?: (app: NestFastifyApplication) => void;
}

const CUT_CONNECTIONS_AFTER_MS = 7_000;
const GIVE_UP_AFTER_MS = 9_500;

/**
 * Creates the application, connects what feeds its handlers, listens, and stops cleanly on SIGINT and SIGTERM within ten
 * seconds: requests under way are finished, new ones refused, connections that stay open cut at last.
 * @throws whatever keeps it from starting (`ConfigError`, `EADDRINUSE` …)
 */
export async function bootstrap(
  config: ServiceConfig,
  root: Type<unknown> | DynamicModule,
  options: BootstrapOptions = {},
): Promise<NestFastifyApplication> {
  const app = await createApp(config, root);
  options.connect?.(app);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  boundShutdown(app);
  await app.startAllMicroservices();
  await app.listen(config.port, config.host);
  return app;
}

function boundShutdown(app: NestFastifyApplication): void {
  const begin = (): void => {
    setTimeout(() => app.getHttpServer().closeAllConnections(), CUT_CONNECTIONS_AFTER_MS).unref();
    setTimeout(() => process.exit(1), GIVE_UP_AFTER_MS).unref();
  };
  process.once('SIGINT', begin);
  process.once('SIGTERM', begin);
}
