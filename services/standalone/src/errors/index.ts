export * from './arguments.error.js';
export * from './data-damaged.error.js';
export * from './data-folder-in-use.error.js';
export * from './data-folder-unusable.error.js';
export * from './port-forbidden.error.js';
export * from './port-taken.error.js';
export * from './standalone.error.js';
