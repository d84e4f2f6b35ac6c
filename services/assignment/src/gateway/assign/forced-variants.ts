import type { ExperimentDefinition } from '@assay/bucketing';
import type { AskedRequest } from '@assay/platform';
import { BadRequestProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { TesterTokens } from '../../tester-token/tester-tokens.service.js';

/** The variant that a tester's token asks for, in one experiment. */
export interface ForcedVariant {
  readonly experiment: string;
  readonly variant: string;
}

export const forcedIn = (
  { key }: Pick<ExperimentDefinition, 'key'>,
  forced: ForcedVariant | undefined,
): string | undefined => (forced?.experiment === key ? forced.variant : undefined);

const refusals = {
  TOKEN_MALFORMED: 'must be a token as it was issued',
  TOKEN_FORGED: 'is signed by somebody else',
  TOKEN_EXPIRED: 'is over',
  TOKEN_OF_OTHER_PROJECT: 'is of another project',
} as const;

/** Reads the signed tokens (`?token=`) with which testers see a variant. */
@Injectable()
export class ForcedVariants {
  constructor(private readonly tokens: TesterTokens) {}

  /**
   * Undefined where the address has no token.
   * @throws BadRequestProblem for one that does not hold
   */
  of({ query }: Pick<AskedRequest, 'query'>, project: string): ForcedVariant | undefined {
    const { token } = query as { readonly token?: unknown };
    if (token === undefined) return undefined;
    const reading = this.tokens.read(project, typeof token === 'string' ? token : '');
    if (reading.outcome === 'valid') return reading;
    throw new BadRequestProblem(reading.code, `the token ${refusals[reading.code]}`, {
      errors: [{ path: 'token', message: refusals[reading.code] }],
    });
  }
}
