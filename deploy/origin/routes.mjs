/** Which service answers which paths; the longest prefix wins. */
export const ROUTES = [
  ['/api/v1/experiments/assign', 'assignment'],
  ['/ofrep/', 'assignment'],
  ['/api/v1/admin/experiments', 'assignment'],
  ['/api/v1/admin/api-keys', 'assignment'],
  ['/api/v1/admin/layers', 'assignment'],
  ['/api/v1/admin/holdouts', 'assignment'],
  ['/api/v1/admin/segments', 'assignment'],
  ['/api/v1/admin/flags', 'assignment'],
  ['/api/v1/config', 'assignment'],
  ['/api/v1/identities', 'assignment'],
  ['/api/v1/events', 'event-ingest'],
  ['/api/v1/cloudevents', 'event-ingest'],
  ['/api/v1/experiments/track-', 'event-ingest'],
  ['/api/v1/admin/event-types', 'event-ingest'],
  ['/api/v1/admin/traffic-filters', 'event-ingest'],
  ['/api/v1/reports', 'analytics'],
  ['/api/v1/metrics', 'analytics'],
  ['/api/v1/alerts', 'analytics'],
  ['/api/v1/admin/analytics', 'analytics'],
  ['/api/v1/promotions', 'promotion'],
  ['/api/v1/auto-promotion', 'promotion'],
  ['/api/v1/policies', 'promotion'],
  ['/api/v1/approvals', 'promotion'],
  ['/api/v1/hotfixes', 'promotion'],
  ['/api/v1/rollback-checklists', 'promotion'],
  ['/api/v1/notifications', 'promotion'],
  ['/api/monitoring', 'promotion'],
  ['/api/v1/rollouts', 'rollout'],
  ['/api/v1/releases', 'rollout'],
  ['/api/admin/rollout', 'rollout'],
];

export const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'];

const operations = /^\/api\/v1\/admin\/services\/([a-z-]+)(?=\/|\?|$)/;
const own = /^\/services\/([a-z-]+)(\/.*)$/;

const members = /^\/api\/v1\/admin\/segments\/[^/?]+\/members(?=\?|$)/;
const MIB = 2 ** 20;

/** Bytes of the largest body that any route takes at this path: lists of members are streamed, all else is a batch. */
export const bodyLimitOf = (url) => (members.test(url) ? 256 * MIB : MIB);

/**
 * Where a request goes: `{ service, path }`, or `undefined` when no service answers that path. What every service has
 * under the same path (documentation, health, metrics) is reached as `/services/<service>/docs` and so on.
 */
export const routeOf = (url) => {
  const [, named, rest] = own.exec(url) ?? [];
  if (SERVICES.includes(named)) return { service: named, path: rest };
  const [, operated] = operations.exec(url) ?? [];
  if (SERVICES.includes(operated)) return { service: operated, path: url };
  const [best] = ROUTES.filter(([prefix]) => url.startsWith(prefix)).sort(([a], [b]) => b.length - a.length);
  return best && { service: best[1], path: url };
};
