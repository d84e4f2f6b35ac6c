import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Delete, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentsService } from '../experiments.service.js';
import type { Asked } from './command-headers.js';
import { CommandHeaders, targetOf } from './command-headers.js';
import { EtagInterceptor } from './etag.interceptor.js';
import type { ExperimentView } from './experiment-view.js';
import { AddVariantDto, ChangeVariantDto, variantChanges, variantOf } from './variant.dto.js';

interface Named {
  readonly experiment: string;
  readonly variant: string;
}

/** Variants of a draft. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/variants')
@Roles('editor')
@UseInterceptors(EtagInterceptor)
export class ExperimentVariantsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post()
  @ApiOperation({ summary: 'Adds a variant to a draft.' })
  add(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: AddVariantDto,
  ): Promise<ExperimentView> {
    const order = { type: 'AddVariant', variant: variantOf(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Patch(':variant')
  @ApiOperation({ summary: 'Changes a variant of a draft.' })
  change(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, variant }: Named,
    @CommandHeaders() asked: Asked,
    @Body() body: ChangeVariantDto,
  ): Promise<ExperimentView> {
    const order = { type: 'ChangeVariant', variant, changes: variantChanges(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Delete(':variant')
  @ApiOperation({ summary: 'Removes a variant from a draft.' })
  remove(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, variant }: Named,
    @CommandHeaders() asked: Asked,
  ): Promise<ExperimentView> {
    return this.experiments.execute(who, targetOf(experiment, asked, {}), { type: 'RemoveVariant', variant });
  }
}
