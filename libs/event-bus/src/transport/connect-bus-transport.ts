import type { INestApplication } from '@nestjs/common';
import type { CustomStrategy, NestMicroservice } from '@nestjs/microservices';
import { EVENT_BUS } from '../module/event-bus.token.js';
import type { EventBus } from '../port.js';
import type { BusTransportOptions } from './bus-transport.js';
import { BusTransport } from './bus-transport.js';
import { RawErrorFilter } from './raw-error.filter.js';

/**
 * Makes a Nest application hybrid: its `@EventPattern` handlers get the events of the log. Call
 * `app.startAllMicroservices()` afterwards; `app.close()` drains.
 * @returns the strategy, whose `unwrap()` gives the subscriptions
 * @example connectBusTransport(app, { group: 'assignment' })
 */
export function connectBusTransport(app: INestApplication, options: BusTransportOptions = {}): BusTransport {
  const strategy = new BusTransport(app.get<EventBus>(EVENT_BUS), options);
  const microservice = app.connectMicroservice<CustomStrategy>(
    { strategy },
    { deferInitialization: true },
  ) as NestMicroservice;
  // Handlers are bound to the filters that are there when they are registered; what follows is what Nest itself
  // does next unless the initialization is deferred.
  microservice.useGlobalFilters(new RawErrorFilter());
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  return strategy;
}
