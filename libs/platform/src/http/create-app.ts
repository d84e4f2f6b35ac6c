import type { DynamicModule, Type } from '@nestjs/common';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { ServiceConfig } from '../config/service-config.js';
import { AssayLogger } from '../logging/assay-logger.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { refuseNulInAddresses } from './address-text.js';
import { withCheckedBodies } from './body-schemas.js';
import { registerBodyParser } from './body-parser.js';
import { validationProblem } from './field-errors.js';
import { ProblemAdapter } from './problem-adapter.js';
import { withHotRoutes } from './route-documentation.js';
import { RouteTable } from './route-table.js';

/**
 * An application with everything that all of Assay's share: capped JSON bodies, validation that refuses unknown
 * fields, errors as problems, OpenAPI at `/docs`. Not listening yet.
 *
 * @param root the root module, with `PlatformModule.forRoot(config)` among its imports
 */
export async function createApp(
  config: ServiceConfig,
  root: Type<unknown> | DynamicModule,
): Promise<NestFastifyApplication> {
  const adapter = new ProblemAdapter();
  const fastify = adapter.getInstance<FastifyInstance>();
  const routes = new RouteTable().watch(fastify);
  refuseNulInAddresses(fastify);
  registerBodyParser(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new AssayLogger({ service: config.service, level: config.logLevel }),
  });
  app.useGlobalFilters(new ProblemFilter(routes));
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      // Nest leaves it out; a field with a schema is looked up by it.
      validationError: { target: true },
      exceptionFactory: validationProblem,
    }),
  );
  documentApi(config, app, fastify);
  return app;
}

function documentApi(config: ServiceConfig, app: NestFastifyApplication, fastify: FastifyInstance): void {
  const outline = new DocumentBuilder()
    .setTitle(`Assay: ${config.service}`)
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('docs', app, () =>
    withHotRoutes(withCheckedBodies(SwaggerModule.createDocument(app, outline)), fastify),
  );
}
