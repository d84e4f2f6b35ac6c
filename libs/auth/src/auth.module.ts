import type { ServiceConfig } from '@assay/platform';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessStream } from './api-key/access-stream.js';
import { KeyRing } from './api-key/key-ring.js';
import { Authenticator } from './authenticator.js';
import { AuthGuard } from './http/auth.guard.js';
import { CrossOrigin } from './http/cross-origin.js';
import { RouteAuthorizer } from './http/route-authorizer.js';
import { RateLimitLifecycle } from './limits/rate-limit.lifecycle.js';
import type { LimitsConfig } from './limits/limits-from-config.js';
import { limitsFromConfig } from './limits/limits-from-config.js';
import { RequestLimits } from './limits/request-limits.js';
import { TokenVerifier } from './token/token-verifier.js';

/**
 * Guards the application it is imported into, once, in the root module; needs the platform's and the bus's global
 * modules beside it.
 */
@Module({})
export class AuthModule {
  /** @throws ConfigError for a weak signing secret */
  static forRoot(config: Pick<ServiceConfig, 'jwt'> & LimitsConfig): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        { provide: TokenVerifier, useValue: new TokenVerifier(config.jwt) },
        { provide: RequestLimits, useFactory: () => limitsFromConfig(config) },
        RateLimitLifecycle,
        KeyRing,
        AccessStream,
        Authenticator,
        RouteAuthorizer,
        CrossOrigin,
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [RouteAuthorizer, CrossOrigin, Authenticator, KeyRing, RequestLimits],
    };
  }
}
