import type { EventBus } from '@assay/event-bus';

/** What a test makes of a publish: passes it on, or not, or does not tell. */
export type Publish = (passOn: () => Promise<void>) => Promise<void>;

/** The same log, but for what happens to events on their way to it. */
export const withPublish = (bus: EventBus, publish: Publish): EventBus =>
  new Proxy(bus, {
    get(target, name) {
      if (name === 'publish')
        return (...events: Parameters<EventBus['publish']>) => publish(() => target.publish(...events));
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
