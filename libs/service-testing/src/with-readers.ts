import type { BroadcastSubscription, EventBus, SharedSubscription } from '@assay/event-bus';

/** The same log, but that a test is told which topics are read. */
export const withReaders = (bus: EventBus, told: (topics: readonly string[]) => void): EventBus =>
  new Proxy(bus, {
    get(target, name) {
      if (name === 'subscribe' || name === 'read')
        return (subscription: SharedSubscription & BroadcastSubscription) => {
          told(subscription.topics);
          return target[name](subscription);
        };
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
