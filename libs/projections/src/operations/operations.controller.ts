import { schemaOf } from '@assay/event-store';
import { BadRequestProblem, lineStream, NotFoundProblem } from '@assay/platform';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, SetMetadata } from '@nestjs/common';
import type { StreamableFile, Type } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Projections } from '../projections.js';
import type { ReplayOptions } from '../replay/replay-lines.js';
import { PROJECTIONS } from '../tokens.js';
import { logMoment } from './log-moment.js';
import { asProblems, linesWithProblems } from './operations-problems.js';
import type { ProjectionStatus, RebuildProgress } from './projection-status.js';

/** What the guard of the application reads. */
const Role = (role: 'viewer' | 'admin') => SetMetadata('assay:role', role);

/** The operations of one service; a class of its own for each, because several may live in one process. */
export function operationsController(service: string): Type {
  @Controller(`api/v1/admin/services/${service}`)
  class OperationsController {
    constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

    @Get('projections')
    @ApiOperation({ summary: 'The read models: state, lag and, when asked for, hash.' })
    @Role('viewer')
    list(@Query('hash') hash?: string) {
      return asProblems(async () => ({
        service,
        projections: await statuses(this.projections, isWanted('hash', hash)),
      }));
    }

    @Get('lag')
    @ApiOperation({ summary: 'How far the read models are behind the log.' })
    @Role('viewer')
    lag() {
      return asProblems(async () => ({
        service,
        projections: lagOf(await statuses(this.projections, false)),
      }));
    }

    @Post('projections/:name/rebuild')
    @ApiOperation({ summary: 'Builds a read model anew, beside the one that is read.' })
    @HttpCode(202)
    @Role('admin')
    rebuild(
      @Param('name') name: string,
      @Query('acceptDifference') accept?: string,
    ): Promise<RebuildProgress> {
      return asProblems(() => this.projections.rebuild(name, isWanted('acceptDifference', accept)));
    }

    @Get('projections/:name/rebuild/findings')
    @ApiOperation({ summary: 'In what a rebuilt read model differs from the one that is read.' })
    @Role('admin')
    findings(@Param('name') name: string) {
      return asProblems(async () => ({
        projection: name,
        findings: await this.projections.rebuildFindings(name),
      }));
    }

    @Get('projections/:name/replay')
    @ApiOperation({ summary: 'Replays a read model beside its live tables, and lists where the two differ.' })
    @Role('admin')
    replay(@Param('name') name: string, @Query() query: ReplayQuery): Promise<StreamableFile> {
      return asProblems(() => {
        const lines = this.projections.replay(name, replayOptions(query));
        return Promise.resolve(lineStream(linesWithProblems(lines)));
      });
    }

    @Get('projections/:name/rebuild')
    @ApiOperation({ summary: 'How far the latest rebuild of a read model is.' })
    @Role('viewer')
    progress(@Param('name') name: string): Promise<RebuildProgress> {
      return asProblems(() => progressOf(this.projections, name));
    }
  }
  // The API document names operations after the class: each service's must be told apart.
  Object.defineProperty(OperationsController, 'name', { value: `${schemaOf(service)}_operations` });
  return OperationsController;
}

type ReplayQuery = Readonly<Partial<Record<'keep' | 'from' | 'to', string>>>;

const replayOptions = ({ keep, from, to }: ReplayQuery): ReplayOptions => ({
  keep: isWanted('keep', keep),
  from: from === undefined ? undefined : logMoment('from', from, Date.now()),
  to: to === undefined ? undefined : logMoment('to', to, Date.now()),
});

function isWanted(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new BadRequestProblem('INVALID_QUERY', `${name} is ${JSON.stringify(value)}; give true or false`);
}

const statuses = (projections: Projections, hash: boolean): Promise<readonly ProjectionStatus[]> =>
  Promise.all(
    projections.names().map(async (name) => ({
      ...(await projections.status(name)),
      ...(hash ? { hash: await projections.hashOf(name) } : {}),
    })),
  );

const lagOf = (all: readonly ProjectionStatus[]) =>
  all.map(({ name, lag, completeTo, process }) => ({ name, lag, completeTo, ...process }));

async function progressOf(projections: Projections, name: string): Promise<RebuildProgress> {
  const progress = await projections.rebuildProgress(name);
  if (progress !== undefined) return progress;
  throw new NotFoundProblem('REBUILD_NOT_FOUND', `projection ${name} has never been rebuilt`);
}
