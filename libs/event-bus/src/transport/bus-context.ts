import { BaseRpcContext } from '@nestjs/microservices';
import type { DeliveredEvent } from '../port.js';

/**
 * What a handler gets with `@Ctx()`: the event's place in the log, and the signal to stop. A method with two
 * parameters needs `@EventPattern<string>(type, …)`: without the type argument, Nest's overloads allow one only.
 */
export class BusContext extends BaseRpcContext<[DeliveredEvent, AbortSignal]> {
  get delivered(): DeliveredEvent {
    return this.args[0];
  }

  get signal(): AbortSignal {
    return this.args[1];
  }
}
