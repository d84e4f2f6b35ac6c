export * from './checkpoint-behind.error.js';
export * from './invalid-definition.error.js';
export * from './no-stream-version.error.js';
export * from './not-live.error.js';
export * from './projection-error.js';
export * from './rebuild-ahead.error.js';
export * from './rebuild-running.error.js';
export * from './unknown-projection.error.js';
