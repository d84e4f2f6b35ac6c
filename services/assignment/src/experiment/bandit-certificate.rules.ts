import { BanditWeightsUpdated, defineCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { MOST_ARMS, weightsFrom } from './experiment-bandit.rules.js';

/** The weights of a bandit, and the results that they follow from: all of an event's data. */
export const banditCertificate = defineCertificate({
  engineVersion: `bandit-weights/1 ${STATS_VERSION}`,
  schema: BanditWeightsUpdated.data,
  conclusions: ['weights'],
  conclude: (evidence) => {
    const { length } = evidence.arms;
    if (length > MOST_ARMS)
      throw new TypeError(
        `no bandit has more than ${String(MOST_ARMS)} arms, and these are ${String(length)}`,
      );
    const weights = weightsFrom(evidence);
    if (weights === null) throw new TypeError('the inputs tell nothing of an arm');
    return { weights: { ...weights } };
  },
  told: () => ({ type: BanditWeightsUpdated.type, data: {} }),
});
