/** What has come in whole, and the beginning of what has not. */
export interface SentTags {
  readonly tags: readonly string[];
  readonly rest: string;
}

const tagOf = (block: string): string | undefined => {
  const data = /^data: ?(.*)$/m.exec(block)?.[1];
  if (data === undefined) return undefined;
  try {
    return (JSON.parse(data) as { readonly etag?: string }).etag;
  } catch {
    return undefined;
  }
};

/**
 * The tags that server-sent events tell, out of a piece of the stream.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function tagsIn(text: string): SentTags {
  const blocks = text.split(/\r?\n\r?\n/);
  const rest = blocks.pop() ?? '';
  return { tags: blocks.map(tagOf).filter((tag) => tag !== undefined), rest };
}
