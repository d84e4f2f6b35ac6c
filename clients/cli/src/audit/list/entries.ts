import type { AuditEntry } from '@assay/contracts';
import type { ApiClient } from '../../api/api-client.js';
import { servicePath, SERVICES } from '../../operations/projection-status.js';

/** Which decisions; everything that is given has to hold. */
interface EntryFilter {
  readonly service?: string | undefined;
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly stream?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface Page {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

const PAGE = 200;

async function* entriesOfService(
  api: ApiClient,
  service: string,
  { service: _all, ...filter }: EntryFilter,
): AsyncGenerator<AuditEntry> {
  const given = Object.entries(filter as Readonly<Record<string, string | undefined>>);
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const [name, value] of given) if (value !== undefined) query.set(name, value);
    if (cursor !== '') query.set('cursor', cursor);
    const page = (await api.get(`${servicePath(service)}/events?${query.toString()}`)) as Page;
    yield* page.items;
    cursor = page.nextCursor;
  }
}

interface Source {
  readonly rest: AsyncGenerator<AuditEntry>;
  readonly next: AuditEntry;
}

async function advance(rest: AsyncGenerator<AuditEntry>): Promise<readonly Source[]> {
  const result = (await rest.next()) as IteratorResult<AuditEntry, undefined>;
  return result.done === true ? [] : [{ rest, next: result.value }];
}

const isLater = (one: AuditEntry, other: AuditEntry): boolean =>
  one.recordedAt > other.recordedAt || (one.recordedAt === other.recordedAt && one.service < other.service);

/** The decisions of all services (or one), the latest first, read page by page as they are needed. */
export async function* entriesOf(api: ApiClient, filter: EntryFilter): AsyncGenerator<AuditEntry> {
  const services = SERVICES.filter((name) => filter.service === undefined || name === filter.service);
  const opened = await Promise.all(
    services.map((service) => advance(entriesOfService(api, service, filter))),
  );
  let sources = opened.flat();
  for (;;) {
    const [first, ...others] = sources;
    if (first === undefined) return;
    const latest = others.reduce((best, source) => (isLater(source.next, best.next) ? source : best), first);
    yield latest.next;
    const next = await advance(latest.rest);
    sources = sources.flatMap((source) => (source === latest ? next : [source]));
  }
}

/** So many of them, or all. */
export async function take(
  entries: AsyncIterable<AuditEntry>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly AuditEntry[]> {
  const taken: AuditEntry[] = [];
  for await (const entry of entries) {
    if (taken.length >= most) break;
    taken.push(entry);
  }
  return taken;
}
