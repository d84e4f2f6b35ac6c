/** Where Assay is, as said on the command line. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly token?: string;
  /** Folder of a standalone on this machine. */
  readonly data?: string;
}

export interface Connection {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
}
