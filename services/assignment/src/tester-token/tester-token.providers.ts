import type { ServiceConfig } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import { TESTER_TOKEN_KEY, testerTokenKey } from './tester-token-key.js';
import { TesterTokens } from './tester-tokens.service.js';

/** Tokens of testers: issued here, read by the gateway. */
export const testerTokenProviders = (config: ServiceConfig): readonly Provider[] => [
  TesterTokens,
  { provide: TESTER_TOKEN_KEY, useValue: testerTokenKey(config) },
];
