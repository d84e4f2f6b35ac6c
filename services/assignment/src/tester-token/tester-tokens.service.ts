import type { Principal } from '@assay/auth';
import type { Clock } from '@assay/platform';
import { CLOCK, UnavailableProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { unknownVariant } from '../experiment/experiment-rules.js';
import { ExperimentsService } from '../experiment/experiments.service.js';
import { experimentProblem } from '../experiment/http/experiment-problem.js';
import { available } from '../problems/available.js';
import type { TesterTokenReading } from './tester-token.js';
import { issueTesterToken, readTesterToken } from './tester-token.js';
import { TESTER_TOKEN_KEY } from './tester-token-key.js';

export interface TesterTokenView {
  readonly experiment: string;
  readonly variant: string;
  readonly expiresAt: string;
  /** To be put into the address of a page, or into a request for a variant. */
  readonly token: string;
}

export interface TesterTokenRequest {
  readonly variant: string;
  readonly expiresInSeconds?: number;
}

const A_DAY_S = 86_400;
const SECOND_MS = 1_000;

/** Tokens with which testers see a variant, and what they say. */
@Injectable()
export class TesterTokens {
  constructor(
    @Inject(TESTER_TOKEN_KEY) private readonly key: Uint8Array | undefined,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly experiments: ExperimentsService,
  ) {}

  /** @throws Problem for a variant that is not there, and where no secret is configured */
  async issue(
    who: Principal,
    experiment: string,
    { variant, expiresInSeconds = A_DAY_S }: TesterTokenRequest,
  ): Promise<TesterTokenView> {
    const { design, variants } = await available(() => this.experiments.find(who, experiment));
    const problem = unknownVariant(variants, variant, 'variant');
    if (problem !== undefined) throw experimentProblem(problem, experiment);
    if (this.key === undefined)
      throw new UnavailableProblem('TESTER_TOKENS_NOT_CONFIGURED', 'TESTER_TOKEN_SECRET is not set');
    const expiresAt = this.clock.now() + expiresInSeconds * SECOND_MS;
    const claims = { project: who.project, experiment: design.key, variant, expiresAt };
    const token = issueTesterToken(this.key, claims);
    return { experiment: design.key, variant, expiresAt: new Date(expiresAt).toISOString(), token };
  }

  /** What a token says to a caller of this project; in memory, for every request that carries one. */
  read(project: string, token: string): TesterTokenReading {
    if (this.key === undefined) return { outcome: 'refused', code: 'TOKEN_FORGED' };
    return readTesterToken(this.key, token, { project, now: this.clock.now() });
  }
}
