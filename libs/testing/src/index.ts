export { chromium, describeWith, kafkaBrokers, redisUrl, type Service } from './services.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { eventually, type EventuallyOptions } from './eventually.js';
export { startProcess, type ProcessOptions, type RunningProcess } from './running-process.js';
export { startSource } from './start-source.js';
export { freePort } from './free-port.js';
export { PrivateKafka } from './private-kafka.js';
export { EventuallyTimeoutError, ProcessEndedError, TestServerMissingError, TestingError } from './errors.js';
export { soakFactor } from './soak-factor.js';
