import { Roles } from '@assay/auth';
import type { CertificateKind, CertificateVerdict } from '@assay/contracts';
import { verifyCertificate } from '@assay/contracts';
import { lineStream } from '@assay/platform';
import type { StreamableFile, Type } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { schemaOf } from '../database/schema-name.js';
import type { EventStore } from '../port.js';
import { EVENT_STORE } from '../tokens.js';
import { certificateLines } from './certificate-lines.js';
import { readCertificate } from './read-certificate.js';

/**
 * Whether the decisions of one service follow from their evidence; a class of its own for each, because several may
 * live in one process.
 * @param kinds of certificates that its events carry
 */
export function certificatesController(service: string, kinds: readonly CertificateKind[]): Type {
  @Controller(`api/v1/admin/services/${service}`)
  class CertificatesController {
    constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

    @Get('verify/certificates')
    @ApiOperation({
      summary: 'Whether the decisions of the log follow from their certificates, line by line.',
    })
    @Roles('admin')
    verifyAll(): StreamableFile {
      return lineStream(certificateLines(this.store, kinds));
    }

    @Post('certificates/verify')
    @ApiOperation({
      summary: 'Whether the decision of a certificate follows from it, wherever it comes from.',
    })
    @HttpCode(200)
    @Roles('analyst')
    @ApiBody({ schema: { oneOf: kinds.map(({ schema }) => schema as object) } })
    verify(@Body() body: Record<string, unknown>): CertificateVerdict {
      return verifyCertificate(kinds, readCertificate(kinds, body));
    }
  }
  Object.defineProperty(CertificatesController, 'name', { value: `${schemaOf(service)}_certificates` });
  return CertificatesController;
}
