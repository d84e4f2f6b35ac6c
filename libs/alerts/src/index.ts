export * from './alert-log.js';
export * from './alert-reading.js';
export * from './alert.decider.js';
