import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import { ENGINE_PROJECTION } from '../../src/engine/engine.projection.js';
import type { TestEngineOptions } from './test-engine.js';
import { TestEngine } from './test-engine.js';

/**
 * Opens engines in a database for the tests around the call: it is there before the first of them, and goes with all
 * engines after the last.
 * @param definition another projection of the interactions in place of the engine
 */
export function testEngines(
  definition = ENGINE_PROJECTION,
): (options?: TestEngineOptions) => Promise<TestEngine> {
  let database: TestDatabase;
  const engines: TestEngine[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    await database.drop();
  });
  return async (options) => {
    const engine = await TestEngine.create(database.url, { definition, ...options });
    engines.push(engine);
    return engine;
  };
}
