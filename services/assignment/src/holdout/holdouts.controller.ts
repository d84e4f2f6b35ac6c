import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DefinitionPage } from '../references/definition-list.js';
import { NamedKey } from '../references/named-key.js';
import { DefinitionPageDto, pageOptions } from '../references/page.dto.js';
import { ChangeHoldoutDto, CreateHoldoutDto, EndHoldoutDto } from './holdout.dto.js';
import type { HoldoutView } from './holdouts.service.js';
import { HoldoutsService } from './holdouts.service.js';

/** Shares of the units that get control: in every experiment, or in those that name the holdout. */
@ApiTags('holdouts')
@Controller('api/v1/admin/holdouts')
@Roles('editor')
export class HoldoutsController {
  constructor(private readonly holdouts: HoldoutsService) {}

  @Post()
  @ApiOperation({ summary: 'Creates a holdout.' })
  create(
    @CurrentPrincipal() who: Principal,
    @Body() body: CreateHoldoutDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<HoldoutView> {
    return this.holdouts.create(who, body, idempotencyKey);
  }

  @Get()
  @ApiOperation({ summary: 'Holdouts.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() who: Principal,
    @Query() page: DefinitionPageDto,
  ): Promise<DefinitionPage<HoldoutView>> {
    return this.holdouts.list(who, pageOptions(page));
  }

  @Get(':holdout')
  @ApiOperation({ summary: 'A holdout.' })
  @Roles('viewer')
  get(@CurrentPrincipal() who: Principal, @Param('holdout', NamedKey) holdout: string): Promise<HoldoutView> {
    return this.holdouts.get(who, holdout);
  }

  @Patch(':holdout')
  @ApiOperation({ summary: 'Changes a holdout.' })
  change(
    @CurrentPrincipal() who: Principal,
    @Param('holdout', NamedKey) holdout: string,
    @Body() body: ChangeHoldoutDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<HoldoutView> {
    return this.holdouts.change(who, { key: holdout, idempotencyKey }, body);
  }

  @Delete(':holdout')
  @ApiOperation({ summary: 'Ends a holdout.' })
  end(
    @CurrentPrincipal() who: Principal,
    @Param('holdout', NamedKey) holdout: string,
    @Body() { reason }: EndHoldoutDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<HoldoutView> {
    return this.holdouts.end(who, { key: holdout, idempotencyKey }, reason);
  }
}
