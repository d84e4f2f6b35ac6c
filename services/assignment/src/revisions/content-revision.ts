import { canonicalHash } from '@assay/contracts';

const LENGTH = 32;

/** The revision of a definition: the same content has the same one, wherever and whenever it is computed. */
export const contentRevision = (content: object): string => canonicalHash(content).slice(0, LENGTH);
