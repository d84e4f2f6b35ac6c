import type { Principal } from '@assay/auth';
import type { EventMetadata } from '@assay/contracts';

/** Who changes a definition. */
export type Author = Pick<Principal, 'project' | 'actor'>;

export function metadataOf(
  { project, actor }: Author,
  subject: string,
  { id, now }: { readonly id: string; readonly now: number },
): EventMetadata {
  const time = new Date(now).toISOString();
  return { id, source: 'analytics', subject, time, project, actor, correlationid: id };
}
