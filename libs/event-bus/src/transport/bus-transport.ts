import { topicOf } from '@assay/contracts';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { UnroutablePatternError } from '../errors/unroutable-pattern.error.js';
import type { BatchContext, DeliveredBatch, EventBus, SharedSubscription, Subscription } from '../port.js';
import { BusContext } from './bus-context.js';

/** How the handlers of an application get their events. */
export interface BusTransportOptions extends Pick<SharedSubscription, 'maxBatchSize' | 'retry' | 'onError'> {
  /** The consumer group of handlers that do not name one: `@EventPattern(type, { group })`. */
  readonly group?: string;
}

type Handlers = Map<string, MessageHandler[]>;

/**
 * Brings events of the log to `@EventPattern('EventType')` handlers of a hybrid Nest application. Each group of
 * handlers has one shared subscription to the topics of its event types; a handler that throws is retried and in
 * the end set aside by the subscription's policy, and closing the application finishes the event in hand.
 */
export class BusTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly groups = new Map<string, Handlers>();
  private subscriptions: readonly Subscription[] = [];

  constructor(
    private readonly bus: EventBus,
    private readonly options: BusTransportOptions = {},
  ) {
    super();
  }

  /** Several services in one process may handle the same type: each group keeps its own list of handlers. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const type = String(pattern);
    const group = extras['group'] ?? this.options.group;
    if (!isEventHandler) throw new UnroutablePatternError(type, 'is a request; the log carries events only');
    if (typeof group !== 'string') throw new UnroutablePatternError(type, 'names no consumer group');
    if (topicOf(type) === undefined) throw new UnroutablePatternError(type, 'is not in the catalogue');
    const handlers: Handlers = this.groups.get(group) ?? new Map<string, MessageHandler[]>();
    this.groups.set(group, handlers.set(type, [...(handlers.get(type) ?? []), callback]));
    this.messageHandlers.set(`${group}/${type}`, callback);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      this.subscriptions = await Promise.all(
        [...this.groups].map(([group, handlers]) => this.bus.subscribe(this.subscriptionOf(group, handlers))),
      );
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    this.subscriptions = [];
  }

  on(): never {
    throw new TypeError('BusTransport has no events of its own');
  }

  /** The subscriptions, for health and lag. */
  unwrap<T>(): T {
    return this.subscriptions as T;
  }

  private subscriptionOf(group: string, handlers: Handlers): SharedSubscription {
    const topics = [...new Set([...handlers.keys()].flatMap((type) => topicOf(type) ?? []))];
    const { maxBatchSize, retry, onError } = this.options;
    return {
      group,
      topics,
      handle: (batch, context) => handleBatch(handlers, batch, context),
      onError: (error) => {
        this.logger.warn(`${group}: ${error instanceof Error ? error.message : String(error)}`);
        onError?.(error);
      },
      ...(maxBatchSize !== undefined && { maxBatchSize }),
      ...(retry && { retry }),
    };
  }
}

async function handleBatch(handlers: Handlers, batch: DeliveredBatch, context: BatchContext): Promise<void> {
  for (const delivered of batch.events)
    for (const handle of handlers.get(delivered.event.type) ?? [])
      await settle(await handle(delivered.event, new BusContext([delivered, context.signal])));
}

/** Nest returns what a handler did as a stream, which fails when the handler did. */
async function settle(result: unknown): Promise<void> {
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}
