import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '../config/config.errors.js';
import { loadConfig } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { StartRefusedError } from '../config/start-refused.error.js';
import type { BootstrapOptions } from './bootstrap.js';
import { bootstrap } from './bootstrap.js';

/** What a process is made of, once its configuration is known. */
export interface ServiceParts extends BootstrapOptions {
  readonly imports: NonNullable<DynamicModule['imports']>;
}

class ServiceProcess {}

/**
 * The whole of a service's `main.ts`: reads the configuration from the process environment, starts, and stops on
 * signals. What a person can put right ends the process with a sentence about it, anything else with its stack.
 * @example await runService('event-ingest', (config) => ({ imports: [PlatformModule.forRoot(config), …] }))
 */
export async function runService(
  service: string,
  partsOf: (config: ServiceConfig) => ServiceParts,
): Promise<NestFastifyApplication | undefined> {
  try {
    const config = loadConfig(service, process.env);
    const { imports, ...options } = partsOf(config);
    return await bootstrap(config, { module: ServiceProcess, imports }, options);
  } catch (error) {
    process.stderr.write(`${service} cannot start.\n${startProblem(error)}\n`);
    process.exit(1);
  }
}

/** What keeps a service from starting, in words where it is something that a person can put right. */
export function startProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof StartRefusedError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (code === 'EADDRINUSE') return `Port ${String(port)} is in use: set PORT to a free one.`;
  if (code === 'EACCES')
    return `Port ${String(port)} is not allowed to this user: set PORT to one above 1023.`;
  return error.stack ?? error.message;
}
