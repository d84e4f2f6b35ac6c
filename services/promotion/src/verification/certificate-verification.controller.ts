import { Roles } from '@assay/auth';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { lineStream } from '@assay/platform';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Inject } from '@nestjs/common';
import { certificateLines } from './certificate-lines.js';

/** Whether decisions follow from their evidence. */
@Controller('api/v1/admin/services/promotion/verify/certificates')
@Roles('admin')
export class CertificateVerificationController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  verify(): StreamableFile {
    return lineStream(certificateLines(this.store));
  }
}
