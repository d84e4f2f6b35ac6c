import type { FlagDefinition, MemberSet, Segment, SegmentContent } from '@assay/bucketing';
import { parseStreamId } from '@assay/contracts';
import type { DefinitionsTable } from '../../references/definitions-table.js';
import { segmentOf } from '../../references/definitions-table.js';
import { namedSegments } from '../../references/named-segments.js';

/** A list whose members have to be fetched. */
export interface MissingList {
  readonly project: string;
  readonly hash: string;
}

const contentsOf = (named: readonly SegmentContent[], definitions: DefinitionsTable) =>
  named.flatMap(({ segment, hash }) => definitions.segmentContent(segment, hash) ?? []);

/** The contents of segments that compiled definitions name, and the members of the lists among them. */
export class SegmentsInUse {
  private readonly named = new Map<string, readonly SegmentContent[]>();
  /** By hash; undefined is a list that nobody has. */
  private readonly members = new Map<string, MemberSet | undefined>();
  private readonly changed = new Set<string>();

  give(hash: string, members: MemberSet | undefined): void {
    this.members.set(hash, members);
  }

  /** Lists that have to be here before the definition is served. */
  missing(
    project: string,
    definition: FlagDefinition,
    definitions: DefinitionsTable,
  ): readonly MissingList[] {
    return contentsOf(namedSegments(definition), definitions)
      .filter(({ kind, hash }) => kind === 'list' && !this.members.has(hash))
      .map(({ hash }) => ({ project, hash }));
  }

  /** Takes note of what the definition of a stream names now. */
  use(stream: string, definition: FlagDefinition): void {
    const [before, named] = [this.named.get(stream), namedSegments(definition)];
    if (named.length === 0 && before === undefined) return;
    if (named.length === 0) this.named.delete(stream);
    else this.named.set(stream, named);
    this.changed.add(parseStreamId(stream).project);
  }

  /** Projects whose segments may be others than when this was last asked. */
  takeChanged(): readonly string[] {
    const projects = [...this.changed];
    this.changed.clear();
    return projects;
  }

  /** Each content that the project's definitions name, once. */
  of(project: string, definitions: DefinitionsTable): readonly Segment[] {
    const named = [...this.named].flatMap(([stream, contents]) =>
      parseStreamId(stream).project === project ? contents : [],
    );
    return [...new Set(contentsOf(named, definitions))].flatMap(
      (content) => segmentOf(content, this.members.get(content.hash)) ?? [],
    );
  }

  /** Members of lists that no definition names any more need not be kept. */
  dropUnused(): void {
    const used = new Set([...this.named.values()].flat().map(({ hash }) => hash));
    for (const hash of this.members.keys()) if (!used.has(hash)) this.members.delete(hash);
  }
}
