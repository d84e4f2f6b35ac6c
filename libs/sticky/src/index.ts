export * from './flow/single-flight.js';
export * from './flow/within.js';
export * from './layered/assignments-fallback.js';
export * from './layered/layered-sticky.store.js';
export * from './memory/memory-sticky.store.js';
export * from './port.js';
export * from './redis/redis-connection.js';
export * from './redis/redis-sticky.store.js';
export { stickyKeyText } from './sticky-key-text.js';
