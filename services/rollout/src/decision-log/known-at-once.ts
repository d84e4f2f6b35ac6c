import { messageOf } from '@assay/platform';
import { Logger } from '@nestjs/common';

const logger = new Logger('Rollbacks');

/**
 * What a rollback that somebody asks for says beside the reason: nothing that fails here may keep it from happening.
 * @param key of what is rolled back
 */
export async function knownAtOnce<Seen>(
  key: string,
  read: () => Promise<Seen | undefined>,
): Promise<Seen | undefined> {
  try {
    return await read();
  } catch (error) {
    logger.warn(`${key} is rolled back without its figures: ${messageOf(error)}`);
    return undefined;
  }
}
