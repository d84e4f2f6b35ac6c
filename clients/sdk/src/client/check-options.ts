import { AssayError } from '../http/assay-error.js';
import type { GatewayOptions } from '../http/gateway.js';

const NEEDED = ['url', 'key'] as const;

/**
 * Nothing works without these; programs that are not type-checked may leave them out.
 * @throws AssayError `OPTION_INVALID` names the option
 */
export function checkOptions(options: Partial<GatewayOptions> | undefined): void {
  for (const option of NEEDED) {
    const given: unknown = options?.[option];
    if (typeof given !== 'string' || given === '')
      throw new AssayError('OPTION_INVALID', `the option "${option}" is missing`, { option });
  }
}
