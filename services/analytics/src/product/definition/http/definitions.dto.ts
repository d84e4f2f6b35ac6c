import { IsString, Length } from 'class-validator';

export class RetireDto {
  /** Why it is no longer counted. */
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}
