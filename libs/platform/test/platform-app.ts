import 'reflect-metadata';
import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from '../src/index.js';
import { createApp, PlatformModule } from '../src/index.js';

class TestRoot {}

/**
 * An application of the platform with what a test adds to it; it does not listen yet, and says nothing.
 * @param differing what else is not as usual
 */
export function platformApp(
  { imports = [], controllers = [] }: Pick<ModuleMetadata, 'imports' | 'controllers'>,
  differing: Partial<ServiceConfig> = {},
): Promise<NestFastifyApplication> {
  const databaseUrl = 'postgres://localhost/none';
  const config: ServiceConfig = {
    service: 'things',
    port: 0,
    host: '127.0.0.1',
    databaseUrl,
    bus: { kind: 'postgres', databaseUrl, namespace: '' },
    topics: { partitions: 6, retentionMs: -1, replicationFactor: 1 },
    sticky: { kind: 'memory' },
    jwt: { key: { kind: 'secret', secret: 'x'.repeat(32) } },
    logLevel: 'silent',
    migrateOnStart: true,
    ...differing,
  };
  return createApp(config, {
    module: TestRoot,
    imports: [PlatformModule.forRoot(config), ...imports],
    controllers,
  });
}
