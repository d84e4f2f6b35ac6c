export * from './limit.js';
export * from './local-rate-limiter.js';
export * from './rate-limiter.js';
export * from './recent.js';
export * from './redis/redis-lender.js';
export * from './shared/lender.js';
export * from './shared/shared-rate-limiter.js';
export * from './token-bucket.js';
