import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Headers, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { EventTypeChange, EventTypeView } from '../event-type-view.js';
import { EventTypesService } from '../event-types.service.js';
import { DefineEventTypeDto, EventTypeReasonDto } from './event-type.dto.js';
import { eventTypeName, versionOf } from './event-type-request.js';

/** Event types with the schemas that their events are held against. */
@ApiTags('event types')
@Controller('api/v1/admin/event-types')
@UseInterceptors(AvailabilityInterceptor)
export class EventTypesController {
  constructor(private readonly types: EventTypesService) {}

  @Get()
  @Roles('viewer')
  list(@CurrentPrincipal() { project }: Principal): { readonly items: readonly EventTypeView[] } {
    return { items: this.types.list(project) };
  }

  @Get(':name')
  @Roles('viewer')
  view(@CurrentPrincipal() { project }: Principal, @Param('name') name: string): Promise<EventTypeView> {
    return this.types.view(project, eventTypeName(name));
  }

  @Get(':name/history')
  @Roles('viewer')
  async history(
    @CurrentPrincipal() { project }: Principal,
    @Param('name') name: string,
  ): Promise<{ readonly items: readonly EventTypeChange[] }> {
    return { items: await this.types.history(project, eventTypeName(name)) };
  }

  @Put(':name')
  @Roles('editor')
  define(
    @CurrentPrincipal() who: Principal,
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() { schema, mode = 'warn', value = 'optional', description }: DefineEventTypeDto,
  ): Promise<EventTypeView> {
    const described = description === undefined ? {} : { description };
    const definition = { name: eventTypeName(name), schema, mode, value, ...described };
    return this.types.define(who, definition, versionOf(ifMatch));
  }

  @Delete(':name')
  @Roles('editor')
  retire(
    @CurrentPrincipal() who: Principal,
    @Param('name') name: string,
    @Body() { reason }: EventTypeReasonDto,
  ): Promise<EventTypeView> {
    return this.types.retire(who, eventTypeName(name), reason);
  }
}
