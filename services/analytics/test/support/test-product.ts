import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { PRODUCT_PROJECTION } from '../../src/product/product.projection.js';
import type { TestEngine } from './test-engine.js';
import { testEngines } from './test-engines.js';

/** {@link testEngines} with the product reports' projection. */
export const testProducts = () => testEngines(PRODUCT_PROJECTION);

export const announce = (product: TestEngine, definitions: readonly EventEnvelope[]): Promise<void> =>
  product.announce(definitions, TOPICS.metricDefinitions.name);

/** The slot of the newest definition under a key. */
export async function slotOf(product: TestEngine, key: string): Promise<number> {
  const [row] = await product.rows<{ slot: number }>(
    'SELECT slot FROM slots WHERE key = $1 AND NOT dropped ORDER BY version DESC LIMIT 1',
    [key],
  );
  if (row === undefined) throw new TypeError(`there is no slot of ${key}`);
  return row.slot;
}
