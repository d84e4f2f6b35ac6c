import type { ApiClient } from '../../api/api-client.js';
import { UsageError } from '../../errors/usage.error.js';
import type { ProjectionStatus } from '../../operations/projection-status.js';
import { servicePath, SERVICES } from '../../operations/projection-status.js';

/** One thing that is verified, at one service. */
export interface Check {
  readonly service: string;
  readonly kind: CheckKind;
  readonly path: string;
  /** What is counted while it runs. */
  readonly unit: string;
}

/** What there is to verify, in the order in which it is done. */
export const CHECK_KINDS = ['chain', 'log', 'archive', 'certificates', 'sticky', 'models'] as const;
type CheckKind = (typeof CHECK_KINDS)[number];

interface CheckChoice {
  readonly only?: readonly string[] | undefined;
  readonly service?: string | undefined;
  /** So many streams, messages and assignments, chosen by chance; read models are left out then. */
  readonly sample?: number | undefined;
}

/** Only some services have these. */
const AT_SOME: Readonly<Partial<Record<CheckKind, readonly string[]>>> = {
  archive: ['event-ingest'],
  certificates: ['assignment', 'analytics', 'promotion', 'rollout'],
  sticky: ['assignment'],
};
const UNITS: Readonly<Record<CheckKind, string>> = {
  chain: 'events',
  log: 'messages',
  archive: 'archived messages',
  certificates: 'events',
  sticky: 'assignments',
  models: 'events',
};

/** @throws UsageError naming the kinds there are */
export function chosenKinds({ only, sample }: CheckChoice): readonly CheckKind[] {
  const unknown = only?.find((kind) => !CHECK_KINDS.some((known) => known === kind));
  if (unknown !== undefined)
    throw new UsageError(`There is no check "${unknown}"; there are ${CHECK_KINDS.join(', ')}`);
  const chosen = CHECK_KINDS.filter((kind) => only?.includes(kind) ?? true);
  // A read model cannot be replayed by sample: a row may follow from any event.
  return sample === undefined ? chosen : chosen.filter((kind) => kind !== 'models');
}

/** Every check that is wanted, for the services and read models that there are. */
export async function checksOf(api: ApiClient, choice: CheckChoice): Promise<readonly Check[]> {
  const services = SERVICES.filter((service) => choice.service === undefined || service === choice.service);
  const kinds = chosenKinds(choice);
  const query = choice.sample === undefined ? '' : `?sample=${String(choice.sample)}`;
  const own = services.flatMap((service) =>
    kinds
      .filter((kind) => kind !== 'models' && (AT_SOME[kind]?.includes(service) ?? true))
      .map((kind) => checkAt(service, kind, `verify/${kind}${query}`)),
  );
  const models = kinds.includes('models') ? await modelChecks(api, services) : [];
  return [...own, ...models];
}

const checkAt = (service: string, kind: CheckKind, path: string): Check => ({
  service,
  kind,
  path: `${servicePath(service)}/${path}`,
  unit: UNITS[kind],
});

async function modelChecks(api: ApiClient, services: readonly string[]): Promise<readonly Check[]> {
  const found = await Promise.all(services.map((service) => projectionsOf(api, service)));
  return services.flatMap((service, index) =>
    (found[index] ?? []).map((name) =>
      checkAt(service, 'models', `projections/${encodeURIComponent(name)}/replay`),
    ),
  );
}

/** Names of the read models of a service; none for one that keeps none. */
export async function projectionsOf(api: ApiClient, service: string): Promise<readonly string[]> {
  const body = (await api.find(`${servicePath(service)}/projections`)) as
    { readonly projections: readonly ProjectionStatus[] } | undefined;
  return (body?.projections ?? []).map(({ name }) => name);
}
