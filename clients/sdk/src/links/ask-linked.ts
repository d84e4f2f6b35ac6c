import type { Gateway } from '../http/gateway.js';
import { refusalOf } from '../http/refusal.js';

const LINKED_PATH = '/api/v1/identities/linked';

/**
 * Whether the unit may have been an anonymous one before: then only the gateway knows what it was given.
 * @throws AssayError when the gateway does not answer
 */
export async function askLinked(gateway: Gateway, unit: string, timeoutMs?: number): Promise<boolean> {
  const answer = await gateway.ask(LINKED_PATH, {
    method: 'POST',
    body: JSON.stringify({ unit }),
    headers: { 'content-type': 'application/json' },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (answer.status !== 200) throw refusalOf(answer);
  return (JSON.parse(answer.text) as { readonly linked: boolean }).linked;
}
