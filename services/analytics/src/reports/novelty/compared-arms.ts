/** Which two variants are compared, and up to when the data are complete (milliseconds since 1970). */
export interface ComparedArms {
  readonly control: string;
  readonly treatment: string;
  readonly completeTo: number | null;
}
