import type { AlertReading } from '@assay/alerts';

/** What concerns the installation and no project is told in this one. */
const PROJECT = 'default';

export const systemReading = (reading: Omit<AlertReading, 'project'>): AlertReading => ({
  project: PROJECT,
  ...reading,
});
