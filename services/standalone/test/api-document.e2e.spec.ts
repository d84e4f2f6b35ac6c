import 'reflect-metadata';
import { call, startService, testConfig } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serviceModules } from '../src/application/services.js';

interface Content {
  readonly schema?: object;
}

interface Operation {
  /** Class and method that answer; hot routes have none. */
  readonly operationId?: string;
  readonly summary?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}

interface Documented extends Operation {
  /** As `put /api/v1/policies`. */
  readonly route: string;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

class AllServices {}

const routesOf = (operations: readonly Documented[]): readonly string[] =>
  operations.map(({ route }) => route);

/** By `Class_method`, as operations are named: the handlers that have a parameter for the body. */
function handlersWithBody(app: NestFastifyApplication): ReadonlySet<string> {
  const body = `${String(RouteParamtypes.BODY)}:`;
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return new Set(
    controllers.flatMap(({ metatype }) => {
      const { name, prototype } = metatype as { readonly name: string; readonly prototype: object };
      return new MetadataScanner()
        .getAllMethodNames(prototype)
        .filter((method) => {
          const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype as object, method) as
            object | undefined;
          return Object.keys(parameters ?? {}).some((parameter) => parameter.startsWith(body));
        })
        .map((method) => `${name}_${method}`);
    }),
  );
}

describe('the API document of the gateway', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let app: NestFastifyApplication;
  let operations: readonly Documented[];
  beforeAll(async () => {
    database = await createTestDatabase();
    const configOf = (service: string) => testConfig(service, database.url);
    const module = { module: AllServices, imports: serviceModules(configOf) };
    app = await startService({ config: configOf('standalone'), module });
    const { body } = await call<ApiDocument>(app, { method: 'GET', url: '/docs-json', role: 'admin' });
    operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, ...operation })),
    );
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('says in a sentence what every operation does', () => {
    expect(operations.length).toBeGreaterThan(200);
    expect(routesOf(operations.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary ?? '')))).toEqual([]);
  });

  it('shows every body that is taken: where a handler has a parameter for it, and wherever a hot route writes', () => {
    const withBody = handlersWithBody(app);
    const taking = operations.filter(({ route, operationId }) =>
      operationId === undefined
        ? !route.startsWith('get ')
        : withBody.has(operationId.replace(/\[\d+\]$/, '')),
    );
    expect(taking.length).toBeGreaterThan(100);
    const shown = ({ requestBody }: Documented): boolean => {
      const contents = Object.values(requestBody?.content ?? {});
      return contents.length > 0 && contents.every(({ schema }) => Object.keys(schema ?? {}).length > 0);
    };
    expect(routesOf(taking.filter((operation) => !shown(operation)))).toEqual([]);
  });
});
