export * from './event-ingest.module.js';
