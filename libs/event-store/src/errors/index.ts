export * from './event-id-taken.error.js';
export * from './event-store-error.js';
export * from './invalid-event.error.js';
export * from './store-unavailable.error.js';
export * from './unreadable-event.error.js';
export * from './version-conflict.error.js';
export * from './store-held.error.js';
export * from './restore-refused.error.js';
