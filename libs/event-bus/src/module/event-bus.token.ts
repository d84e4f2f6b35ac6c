/** Injection token of the {@link EventBus}. */
export const EVENT_BUS = Symbol('EVENT_BUS');
