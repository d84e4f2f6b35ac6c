/** The status of an experiment as people are told it: what is reopened runs, with control for all. */
export const statusInWords = (status: string): string =>
  status === 'reopened' ? 'running with controlOnly' : status;
