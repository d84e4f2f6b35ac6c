import { TOPICS } from '@assay/contracts';
import type { Position } from '@assay/event-bus';
import type { ModelReader } from '@assay/projections';

/** Up to where the outcomes of the log are in a snapshot of the read model. */
export const offsetsRead = async (model: ModelReader): Promise<readonly Position[]> =>
  (await model.completeness()).positions.filter(({ topic }) => topic === TOPICS.interactions.name);
