/** The `EventStore` of the module's service. */
export const EVENT_STORE = Symbol('EVENT_STORE');
/** The `pg` pool that works in the schema of the module's service. */
export const SERVICE_POOL = Symbol('SERVICE_POOL');
/** The `Relay` of the module's service, for its health. */
export const RELAY = Symbol('RELAY');
/** The `StoreGate` of the module's service: whether its store may be written to. */
export const STORE_GATE = Symbol('STORE_GATE');
