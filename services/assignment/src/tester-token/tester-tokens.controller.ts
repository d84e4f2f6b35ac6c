import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryTokenDto } from './query-token.dto.js';
import type { TesterTokenView } from './tester-tokens.service.js';
import { TesterTokens } from './tester-tokens.service.js';

/** Links with which testers see a variant. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/query-tokens')
@Roles('editor')
export class TesterTokensController {
  constructor(private readonly tokens: TesterTokens) {}

  @Post()
  @ApiOperation({ summary: 'Issues a link with which testers see a variant.' })
  issue(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Body() body: QueryTokenDto,
  ): Promise<TesterTokenView> {
    return this.tokens.issue(who, experiment, body);
  }
}
