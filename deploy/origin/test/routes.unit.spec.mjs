import { bodyLimitOf, routeOf, SERVICES } from '../routes.mjs';

describe('the table of the origin', () => {
  it.each([
    ['/api/v1/experiments/assign', 'assignment'],
    ['/ofrep/v1/evaluate/flags/checkout', 'assignment'],
    ['/api/v1/admin/experiments/checkout/start', 'assignment'],
    ['/api/v1/admin/api-keys', 'assignment'],
    ['/api/v1/admin/layers/page', 'assignment'],
    ['/api/v1/admin/flags/search/explain?unit=u1', 'assignment'],
    ['/api/v1/config/events?key=k', 'assignment'],
    ['/ofrep/v1/events?token=t', 'assignment'],
    ['/api/v1/identities/link', 'assignment'],
    ['/api/v1/events?partial=true', 'event-ingest'],
    ['/api/v1/cloudevents', 'event-ingest'],
    ['/api/v1/experiments/track-click', 'event-ingest'],
    ['/api/v1/admin/event-types/signup', 'event-ingest'],
    ['/api/v1/admin/traffic-filters/bots', 'event-ingest'],
    ['/api/v1/reports/experiments/checkout', 'analytics'],
    ['/api/v1/alerts?status=raised', 'analytics'],
    ['/api/v1/admin/analytics/dimensions', 'analytics'],
    ['/api/v1/promotions/checkout/eligibility', 'promotion'],
    ['/api/v1/approvals/a1/approve', 'promotion'],
    ['/api/v1/hotfixes/checkout/deploy', 'promotion'],
    ['/api/v1/rollback-checklists?status=open', 'promotion'],
    ['/api/v1/notifications/channels/ops', 'promotion'],
    ['/api/monitoring/experiments/checkout/promote', 'promotion'],
    ['/api/v1/rollouts/search', 'rollout'],
    ['/api/v1/releases/checkout/route', 'rollout'],
    ['/api/admin/rollout/advance', 'rollout'],
  ])('sends %s to %s, as it is', (url, service) => {
    expect(routeOf(url)).toEqual({ service, path: url });
  });

  it.each(SERVICES)('finds the operations of %s', (service) => {
    const url = `/api/v1/admin/services/${service}/lag`;
    expect(routeOf(url)).toEqual({ service, path: url });
  });

  it.each(SERVICES)('finds what each service has under the same path: the documentation of %s', (service) => {
    expect(routeOf(`/services/${service}/docs`)).toEqual({ service, path: '/docs' });
  });

  it.each([
    '/',
    '/api/v1/unknown',
    '/api/v1/admin/services/nobody/lag',
    '/services/nobody/docs',
    '/services/rollout',
  ])('knows nobody for %s', (url) => expect(routeOf(url)).toBeUndefined());
});

describe('the largest body', () => {
  it('is a batch everywhere, and larger where a list of members is streamed', () => {
    expect(bodyLimitOf('/api/v1/events')).toBe(2 ** 20);
    expect(bodyLimitOf('/api/v1/admin/segments/vip')).toBe(2 ** 20);
    expect(bodyLimitOf('/api/v1/admin/segments/vip/members?name=x')).toBe(2 ** 28);
    expect(bodyLimitOf('/api/v1/events?/api/v1/admin/segments/vip/members')).toBe(2 ** 20);
  });
});
