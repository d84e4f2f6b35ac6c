import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { topicNamed } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { lineStream, NotFoundProblem, ValidationProblem } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { DataAccess, PRIVACY } from '@assay/privacy';
import { AvailabilityInterceptor } from '@assay/projections';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Inject, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { openedLines } from './opened-lines.js';
import { recordLines } from './record-lines.js';
import { RecordQueryDto } from './record-query.dto.js';
import type { TopicView } from './topic-view.js';
import { topicViews } from './topic-view.js';

/** The log as it lies there. */
@ApiTags('log')
@Controller('api/v1/admin/services/event-ingest/topics')
@UseInterceptors(AvailabilityInterceptor)
export class LogController {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly access: DataAccess,
    @Inject(PRIVACY) private readonly privacy: Privacy,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The topics of the log.' })
  @Roles('viewer')
  async list(): Promise<{ readonly items: readonly TopicView[] }> {
    return { items: await topicViews(this.bus) };
  }

  /** They hold what units did: only administrators see them, and that they did is an event. */
  @Get(':topic/records')
  @ApiOperation({ summary: 'Messages of a topic, one a line.' })
  @Roles('admin')
  async records(
    @CurrentPrincipal() who: Principal,
    @Param('topic') topic: string,
    @Query() query: RecordQueryDto,
  ): Promise<StreamableFile> {
    if (topicNamed(topic) === undefined)
      throw new NotFoundProblem('TOPIC_NOT_FOUND', `there is no topic ${topic}`);
    if (query.partition === undefined && query.subject === undefined)
      throw new ValidationProblem([
        { path: 'partition', message: 'must be given, unless a subject is, whose partition is known' },
      ]);
    const { open, ...asked } = query;
    const opens = open === 'true';
    await this.access.note(who, { ...asked, topic, ...(opens ? { opened: true } : {}) });
    const lines = recordLines(this.bus, { ...asked, topic }, who.project);
    return lineStream(opens ? openedLines(lines, this.privacy) : lines);
  }
}
