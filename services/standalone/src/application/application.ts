import { openArchive } from '@assay/archive';
import { AuthModule } from '@assay/auth';
import { connectBusTransport, EventBusModule } from '@assay/event-bus';
import type { Environment } from '@assay/platform';
import { createApp, PlatformModule } from '@assay/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PortForbiddenError, PortTakenError } from '../errors/index.js';
import type { Composition } from './configuration.js';
import { configOf } from './configuration.js';
import { HOST_ROLE } from './roles.js';
import { serviceModules } from './services.js';

/** After this long, connections that are still open are cut. */
const CUT_CONNECTIONS_AFTER_MS = 5_000;

class Standalone {}

export interface Application {
  stop(): Promise<void>;
}

/**
 * The five services in one process, listening.
 * @throws PortTakenError, PortForbiddenError
 */
export async function startApplication(env: Environment, composition: Composition): Promise<Application> {
  const config = configOf(HOST_ROLE, env, composition);
  const app = await createApp(config, {
    module: Standalone,
    imports: [
      PlatformModule.forRoot(config),
      EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive)),
      AuthModule.forRoot(config),
      ...serviceModules((service) => configOf(service, env, composition)),
    ],
  });
  try {
    connectBusTransport(app);
    await app.startAllMicroservices();
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw listenProblem(error, config.port);
  }
  return { stop: () => stop(app) };
}

function listenProblem(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new PortTakenError(port);
  return code === 'EACCES' ? new PortForbiddenError(port) : error;
}

/** Nest's close takes the signal that its shutdown hooks get; its public type does not say so. */
interface Closing {
  close(signal: string): Promise<void>;
}

async function stop(app: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), CUT_CONNECTIONS_AFTER_MS);
  try {
    await (app as Closing).close('SIGTERM');
  } finally {
    clearTimeout(cut);
  }
}
