import type { ApiClient } from '../api/api-client.js';
import { servicePath } from '../operations/projection-status.js';

/** Whether an event store may be written to, and why not. */
interface StoreStanding {
  readonly service: string;
  readonly state: 'comparing' | 'awaiting-import' | 'behind' | 'open';
  readonly detail: string | null;
}

export const standingOf = async (api: ApiClient, service: string): Promise<StoreStanding> =>
  (await api.get(`${servicePath(service)}/store`)) as StoreStanding;
