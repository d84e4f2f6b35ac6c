import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NamedKey } from '../references/named-key.js';
import type { DefinitionPage } from '../references/definition-list.js';
import { DefinitionPageDto, pageOptions } from '../references/page.dto.js';
import { CreateLayerDto, SlotDto } from './layer.dto.js';
import type { LayerView } from './layers.service.js';
import { LayersService } from './layers.service.js';
import { wantedOf } from './wanted-of.js';

/** Groups of experiments that never share a unit. */
@ApiTags('layers')
@Controller('api/v1/admin/layers')
@Roles('editor')
export class LayersController {
  constructor(private readonly layers: LayersService) {}

  @Post()
  @ApiOperation({ summary: 'Creates a layer.' })
  create(
    @CurrentPrincipal() who: Principal,
    @Body() body: CreateLayerDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<LayerView> {
    return this.layers.create(who, body, idempotencyKey);
  }

  @Get()
  @ApiOperation({ summary: 'Layers.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() who: Principal,
    @Query() page: DefinitionPageDto,
  ): Promise<DefinitionPage<LayerView>> {
    return this.layers.list(who, pageOptions(page));
  }

  @Get(':layer')
  @ApiOperation({ summary: 'A layer with its slots.' })
  @Roles('viewer')
  get(@CurrentPrincipal() who: Principal, @Param('layer', NamedKey) layer: string): Promise<LayerView> {
    return this.layers.get(who, layer);
  }

  @Put(':layer/slots/:experiment')
  @ApiOperation({ summary: 'Gives an experiment slots of a layer.' })
  give(
    @CurrentPrincipal() who: Principal,
    @Param('layer', NamedKey) layer: string,
    @Param('experiment', NamedKey) experiment: string,
    @Body() body: SlotDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<LayerView> {
    return this.layers.give(who, { key: layer, idempotencyKey }, experiment, wantedOf(body));
  }

  @Delete(':layer/slots/:experiment')
  @ApiOperation({ summary: 'Takes from an experiment its slots of a layer.' })
  release(
    @CurrentPrincipal() who: Principal,
    @Param('layer', NamedKey) layer: string,
    @Param('experiment', NamedKey) experiment: string,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<LayerView> {
    return this.layers.release(who, { key: layer, idempotencyKey }, experiment);
  }
}
