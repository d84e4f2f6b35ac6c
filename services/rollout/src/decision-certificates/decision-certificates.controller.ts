import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { CertificateKind, CertificateVerdict, EventEnvelope, Sealed } from '@assay/contracts';
import { certificateOf, verifyCertificate } from '@assay/contracts';
import type { StoredEvent } from '@assay/event-store';
import type { Problem } from '@assay/platform';
import { NotFoundProblem } from '@assay/platform';
import type { Type } from '@nestjs/common';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { CertifiedDecision } from './certified-decisions.js';
import { certifiedDecisions } from './certified-decisions.js';
import { NumberedPageQuery } from './numbered-page.dto.js';

const PAGE = 50;

interface Log {
  history(project: string, key: string): Promise<readonly StoredEvent[]>;
}

/** Whose decisions they are. */
interface Decisions {
  /** Where they are asked for: `api/v1/rollouts`. */
  readonly path: string;
  readonly log: Type<Log>;
  readonly kinds: readonly CertificateKind[];
  readonly notFound: (key: string) => Problem;
}

interface Page {
  readonly certificates: readonly CertifiedDecision[];
  /** Give it as `after`; null on the last page. */
  readonly next: number | null;
}

const withoutCertificate = (key: string, number: string): Problem =>
  new NotFoundProblem('CERTIFICATE_NOT_FOUND', `event ${number} of "${key}" carries no certificate`, {
    errors: [{ path: 'number', value: number, message: 'must be one of …/certificates' }],
  });

/** What the decisions of an aggregate rest on, and whether it leads to them again; a class for each aggregate. */
export function decisionCertificatesController({ path, log, kinds, notFound }: Decisions): Type {
  @Controller(`${path}/:key/certificates`)
  @Roles('viewer')
  class DecisionCertificatesController {
    constructor(@Inject(log) private readonly decisions: Log) {}

    @Get()
    @ApiOperation({ summary: 'Certificates of the decisions, oldest first.' })
    async list(
      @CurrentPrincipal() { project }: Principal,
      @Param('key') key: string,
      @Query() { after = 0, limit = PAGE }: NumberedPageQuery,
    ): Promise<Page> {
      const asked = certifiedDecisions(await this.history(project, key)).filter(
        ({ number }) => number > after,
      );
      const certificates = asked.slice(0, limit);
      return { certificates, next: asked.length > limit ? (certificates.at(-1)?.number ?? null) : null };
    }

    @Get(':number')
    @ApiOperation({ summary: 'The certificate of one decision.' })
    async certificate(
      @CurrentPrincipal() { project }: Principal,
      @Param('key') key: string,
      @Param('number') number: string,
    ): Promise<Sealed> {
      return (await this.find(project, key, number)).certificate;
    }

    @Get(':number/verify')
    @ApiOperation({ summary: 'Whether a decision follows from its certificate.' })
    async verify(
      @CurrentPrincipal() { project }: Principal,
      @Param('key') key: string,
      @Param('number') number: string,
    ): Promise<CertificateVerdict> {
      const { certificate, event } = await this.find(project, key, number);
      return verifyCertificate(kinds, certificate, event);
    }

    private async history(project: string, key: string): Promise<readonly StoredEvent[]> {
      const history = await this.decisions.history(project, key);
      if (history.length === 0) throw notFound(key);
      return history;
    }

    private async find(
      project: string,
      key: string,
      number: string,
    ): Promise<{ readonly event: EventEnvelope; readonly certificate: Sealed }> {
      const found = (await this.history(project, key)).find(({ version }) => String(version) === number);
      const certificate = found && certificateOf(found.event);
      if (found === undefined || certificate === undefined) throw withoutCertificate(key, number);
      return { event: found.event, certificate };
    }
  }
  // The API document names operations after the class: each aggregate's must be told apart.
  Object.defineProperty(DecisionCertificatesController, 'name', { value: `${log.name}Certificates` });
  return DecisionCertificatesController;
}
