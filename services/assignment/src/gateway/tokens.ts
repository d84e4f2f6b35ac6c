/** Injection token of the gateway’s `StickyStore`. */
export const STICKY_STORE = Symbol('assignment:sticky-store');
