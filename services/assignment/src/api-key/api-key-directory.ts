import type { AccessEvent, EventEnvelope } from '@assay/contracts';
import type { ApiKeyState } from './api-key.decider.js';
import { apiKeyDecider } from './api-key.decider.js';
import type { ApiKeyView } from './api-key-view.js';
import { apiKeyView } from './api-key-view.js';

/** The API keys of every project, as the access topic tells them. */
export class ApiKeyDirectory {
  private readonly states = new Map<string, { readonly project: string; readonly state: ApiKeyState }>();

  apply(event: EventEnvelope): void {
    const { subject, project } = event;
    const before = this.states.get(subject)?.state ?? apiKeyDecider.initial;
    this.states.set(subject, { project, state: apiKeyDecider.evolve(before, event as AccessEvent) });
  }

  /** The oldest first. */
  list(project: string): readonly ApiKeyView[] {
    return [...this.states.values()]
      .flatMap((known) =>
        known.project === project && known.state.status !== 'absent' ? [apiKeyView(known.state)] : [],
      )
      .sort((a, b) =>
        a.createdAt === b.createdAt ? compare(a.keyId, b.keyId) : compare(a.createdAt, b.createdAt),
      );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
