/** What happens to a page. */
export interface PageEvents {
  /** Nobody looks at it; it may never be looked at again. */
  readonly hidden: () => void;
  readonly visible: () => void;
  /** It is left, perhaps to be shown again as it was. */
  readonly left: () => void;
  /** The network is there again. */
  readonly online: () => void;
}

/** Watches the page; nothing where there is none (while a server renders). Returns how to stop. */
export function watchPage({ hidden, visible, left, online }: PageEvents): () => void {
  if (typeof document === 'undefined' || typeof window === 'undefined') return () => undefined;
  const watching = new AbortController();
  const { signal } = watching;
  const shown = (): void => (document.visibilityState === 'hidden' ? hidden() : visible());
  const restored = ({ persisted }: PageTransitionEvent): void => (persisted ? visible() : undefined);
  document.addEventListener('visibilitychange', shown, { signal });
  window.addEventListener('pagehide', left, { signal });
  window.addEventListener('pageshow', restored, { signal });
  window.addEventListener('online', online, { signal });
  return () => watching.abort();
}
