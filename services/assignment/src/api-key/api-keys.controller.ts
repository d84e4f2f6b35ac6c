import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyDirectory } from './api-key-directory.js';
import type { ApiKeyView, CreatedApiKeyView } from './api-key-view.js';
import { ApiKeysService } from './api-keys.service.js';
import { CreateApiKeyDto } from './create-api-key.dto.js';

/** Keys of client applications. */
@ApiTags('API keys')
@Controller('api/v1/admin/api-keys')
@Roles('admin')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly directory: ApiKeyDirectory,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Creates the key of a client application, which is shown once.' })
  create(@CurrentPrincipal() who: Principal, @Body() body: CreateApiKeyDto): Promise<CreatedApiKeyView> {
    return this.keys.create(who, body);
  }

  @Get()
  @ApiOperation({ summary: 'The keys of a project, without what is secret of them.' })
  list(@CurrentPrincipal() who: Principal): { readonly items: readonly ApiKeyView[] } {
    return { items: this.directory.list(who.project) };
  }

  @Delete(':keyId')
  @ApiOperation({ summary: 'Revokes a key.' })
  revoke(@CurrentPrincipal() who: Principal, @Param('keyId') keyId: string): Promise<ApiKeyView> {
    return this.keys.revoke(who, keyId);
  }
}
