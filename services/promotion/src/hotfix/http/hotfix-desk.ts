import type { KnownApproval } from '@assay/approvals';
import type { Principal } from '@assay/auth';
import { Injectable } from '@nestjs/common';
import type { Paged } from '../../paging/paged.js';
import { paged } from '../../paging/paged.js';
import { HotfixDirectory } from '../hotfix-directory.js';
import { HotfixLog } from '../hotfix-log.js';
import type { KnownHotfix } from '../hotfix-state.js';
import type { HotfixView, HotfixWithHistory } from '../hotfix-view.js';
import { hotfixView } from '../hotfix-view.js';
import { HotfixesService } from '../hotfixes.service.js';
import type { HotfixesQuery, OpenHotfixDto, ProposeDeploymentDto } from './hotfix.dto.js';

export type HotfixPage = { readonly hotfixes: readonly HotfixView[] } & Pick<Paged<unknown>, 'nextCursor'>;

/** Hotfixes as the HTTP API shows them, with what is late at the moment of asking. */
@Injectable()
export class HotfixDesk {
  constructor(
    private readonly hotfixes: HotfixesService,
    private readonly directory: HotfixDirectory,
    private readonly log: HotfixLog,
  ) {}

  async viewed(work: (hotfixes: HotfixesService) => Promise<KnownHotfix>): Promise<HotfixView> {
    return hotfixView(await work(this.hotfixes), this.log.now());
  }

  open(
    { project, actor }: Principal,
    { key = this.log.newId(), ...data }: OpenHotfixDto,
  ): Promise<HotfixView> {
    return this.viewed((hotfixes) => hotfixes.open({ project, key, actor }, data));
  }

  async page(project: string, { cursor: after, limit = 50, ...filter }: HotfixesQuery): Promise<HotfixPage> {
    const found = await this.directory.page(project, { ...filter, after, limit: limit + 1 });
    const { items, nextCursor } = paged(found, limit, ({ key }) => key);
    return { hotfixes: items.map((hotfix) => hotfixView(hotfix, this.log.now())), nextCursor };
  }

  async show(project: string, key: string): Promise<HotfixWithHistory> {
    const view = await this.viewed((hotfixes) => hotfixes.known(project, key));
    const events = await this.hotfixes.history(project, key);
    return { ...view, history: events.map(({ type, time, actor, data }) => ({ type, time, actor, data })) };
  }

  proposeDeployment(
    { project, actor }: Principal,
    key: string,
    { emergency = false, ...wish }: ProposeDeploymentDto,
    once: string | undefined,
  ): Promise<KnownApproval> {
    return this.hotfixes.proposeDeployment({ project, key, actor }, { ...wish, emergency, once });
  }
}
