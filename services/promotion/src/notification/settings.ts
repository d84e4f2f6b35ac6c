import type { Environment, ServiceConfig } from '@assay/platform';
import { EnvironmentReader, networksOf } from '@assay/platform';
import { BlockList } from 'node:net';
import type { MailServer } from './send/email.js';

export interface NotificationSettings {
  /** Where people reach the installation, without a slash at its end; empty where nobody said. */
  readonly linkBase: string;
  /** Networks that are not public and may be reached all the same; plain http is taken for these alone. */
  readonly allowed: BlockList;
  readonly pagerDutyUrl: string;
  readonly mail?: MailServer;
  /** What secrets of channels are encrypted with; undefined: no channel can have any. */
  readonly secretKey?: string;
}

export const NOTIFICATION_SETTINGS = Symbol('NOTIFICATION_SETTINGS');

function allowedNetworks(read: EnvironmentReader): BlockList {
  const list = read.optional('NOTIFICATION_ALLOWED_NETWORKS');
  if (list === undefined) return new BlockList();
  const networks = networksOf(list.split(',').map((network) => network.trim()));
  const expected = 'give networks separated by commas, as 10.0.0.0/8,fd00::/8';
  const variable = 'NOTIFICATION_ALLOWED_NETWORKS';
  return networks ?? read.wrong({ variable, value: list, expected }, new BlockList());
}

function mailServer(read: EnvironmentReader): { readonly mail?: MailServer } {
  if (read.optional('SMTP_URL') === undefined) return {};
  const url = read.url('SMTP_URL', ['smtp', 'smtps']);
  return { mail: { url, from: read.required('SMTP_FROM', 'give the sender’s address') } };
}

function secretKey(
  read: EnvironmentReader,
  { jwt }: Pick<ServiceConfig, 'jwt'>,
): { readonly secretKey?: string } {
  const own = read.optional('NOTIFICATION_SECRET_KEY');
  if (own !== undefined && own.length < 32)
    read.wrong(
      { variable: 'NOTIFICATION_SECRET_KEY', value: '(not shown)', expected: 'give 32 characters or more' },
      '',
    );
  const key = own ?? (jwt.key.kind === 'secret' ? jwt.key.secret : undefined);
  return key === undefined ? {} : { secretKey: key };
}

/**
 * How people are notified, from `NOTIFICATION_*`, `SMTP_*` and `PAGERDUTY_URL`.
 * @throws ConfigError naming every variable that is wrong
 */
export function notificationSettings(
  env: Environment,
  config: Pick<ServiceConfig, 'jwt'>,
): NotificationSettings {
  const read = new EnvironmentReader(env);
  const linkBase = read.optional('NOTIFICATION_LINK_BASE');
  const settings: NotificationSettings = {
    linkBase:
      linkBase === undefined ? '' : read.url('NOTIFICATION_LINK_BASE', ['https', 'http']).replace(/\/+$/, ''),
    allowed: allowedNetworks(read),
    pagerDutyUrl: read.url('PAGERDUTY_URL', ['https', 'http'], 'https://events.pagerduty.com/v2/enqueue'),
    ...mailServer(read),
    ...secretKey(read, config),
  };
  read.check();
  return settings;
}
