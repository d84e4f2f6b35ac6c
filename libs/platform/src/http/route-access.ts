import { SetMetadata } from '@nestjs/common';

/** Metadata key under which a controller or method says that it needs no credentials, and why. */
export const PUBLIC_METADATA = 'assay:public';

/**
 * Opens a controller or a method to everyone; without it the guard of `@assay/auth` asks for credentials.
 * @param reason why that is right
 */
export const Public = (reason: string): ReturnType<typeof SetMetadata> =>
  SetMetadata(PUBLIC_METADATA, reason);
