/** The reason of a request, where it gives one. */
export const because = ({ reason }: { readonly reason?: string }) => (reason === undefined ? {} : { reason });
