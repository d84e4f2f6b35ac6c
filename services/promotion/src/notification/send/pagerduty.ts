import { plainText } from './outgoing.js';
import type { Outgoing } from './outgoing.js';

/**
 * The body of an event of the Events API v2: what is raised and resolved under one thread is one incident.
 * @see https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export function pagerDutyBody(message: Outgoing, routingKey: string): string {
  const { thread, status, level, title, project, kind, figures, link, at } = message;
  const head = { routing_key: routingKey, dedup_key: `${project}/${thread}`.slice(0, 255) };
  if (status === 'resolved') return JSON.stringify({ ...head, event_action: 'resolve' });
  return JSON.stringify({
    ...head,
    event_action: 'trigger',
    client: 'Assay',
    ...(link.startsWith('http') ? { client_url: link } : {}),
    payload: {
      summary: title.slice(0, 1024),
      source: `assay/${project}`,
      severity: level,
      timestamp: at,
      class: kind,
      custom_details: {
        message: plainText(message),
        ...Object.fromEntries(figures.map(({ name, value }) => [name, value])),
      },
    },
  });
}
