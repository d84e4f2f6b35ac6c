import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Headers, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
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
  @ApiOperation({ summary: 'Event types.' })
  @Roles('viewer')
  list(@CurrentPrincipal() { project }: Principal): { readonly items: readonly EventTypeView[] } {
    return { items: this.types.list(project) };
  }

  @Get(':name')
  @ApiOperation({ summary: 'An event type with its schema.' })
  @Roles('viewer')
  view(@CurrentPrincipal() { project }: Principal, @Param('name') name: string): Promise<EventTypeView> {
    return this.types.view(project, eventTypeName(name));
  }

  @Get(':name/history')
  @ApiOperation({ summary: 'What an event type was, and who changed it.' })
  @Roles('viewer')
  async history(
    @CurrentPrincipal() { project }: Principal,
    @Param('name') name: string,
  ): Promise<{ readonly items: readonly EventTypeChange[] }> {
    return { items: await this.types.history(project, eventTypeName(name)) };
  }

  @Put(':name')
  @ApiOperation({ summary: 'Defines an event type by the schema of its events.' })
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
  @ApiOperation({ summary: 'Retires an event type.' })
  @Roles('editor')
  retire(
    @CurrentPrincipal() who: Principal,
    @Param('name') name: string,
    @Body() { reason }: EventTypeReasonDto,
  ): Promise<EventTypeView> {
    return this.types.retire(who, eventTypeName(name), reason);
  }
}
