export * from './assignment.module.js';
export { ASSIGNMENT_SCHEMA } from './schema.js';
