export { call, type Answer, type Call } from './call.js';
export { FORGER, forgeEvents } from './forge-events.js';
export { mutationsOf, type Mutation } from './mutations.js';
export { publishedBy } from './published-by.js';
export { startService, type ServiceUnderTest } from './start-service.js';
export { storedIn } from './stored-in.js';
export { kafkaLog, TEST_SECRET, testConfig } from './test-config.js';
export { withPublish, type Publish } from './with-publish.js';
export { withReaders } from './with-readers.js';
