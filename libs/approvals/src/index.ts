export * from './approval.js';
export * from './approval-directory.js';
export * from './approval-evolve.fold.js';
export * from './approval-problem.js';
export * from './approvals.projection.js';
export * from './assess-approval.fold.js';
export * from './proposal-hash.js';
