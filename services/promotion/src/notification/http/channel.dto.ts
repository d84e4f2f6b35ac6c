import { Omittable } from '@assay/platform';
import { ALERT_SEVERITIES } from '@assay/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import type { ChannelKind } from '@assay/contracts';
import { CHANNEL_KINDS } from '@assay/contracts';
import type { MessageLevel } from '../message/message.js';

const of =
  (...kinds: readonly ChannelKind[]) =>
  ({ kind }: ChannelDto): boolean =>
    kinds.includes(kind);

/** A channel as it is to be. What it is sent with is never shown again. */
export class ChannelDto {
  @ApiProperty({ enum: CHANNEL_KINDS })
  @IsIn(CHANNEL_KINDS)
  kind!: ChannelKind;

  @ApiPropertyOptional({ default: true })
  @Omittable()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({ enum: ALERT_SEVERITIES, isArray: true, description: 'All; of PagerDuty, not info.' })
  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ALERT_SEVERITIES, { each: true })
  levels?: MessageLevel[];

  @ApiPropertyOptional({ example: ['promotion', 'alert.raised'], description: 'Only these; all when empty.' })
  @Omittable()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(/^[a-z-]{1,30}(\.[a-z-]{1,30})?$/, {
    each: true,
    message: 'must be kinds, as promotion or alert.raised',
  })
  kinds?: string[];

  @ApiPropertyOptional({ description: 'Of slack and webhook.' })
  @ValidateIf(of('slack', 'webhook'))
  @IsString()
  @MaxLength(2000)
  @IsUrl(
    { protocols: ['https', 'http'], require_protocol: true, require_tld: false },
    { message: 'must be a URL, as https://example.com/hook' },
  )
  url?: string;

  @ApiPropertyOptional({ description: 'Of webhook: what its messages are signed with.' })
  @ValidateIf(of('webhook'))
  @IsString()
  @Length(16, 200)
  secret?: string;

  @ApiPropertyOptional({ description: 'Of pagerduty: the integration key of a service.' })
  @ValidateIf(of('pagerduty'))
  @Matches(/^[A-Za-z0-9]{16,64}$/, { message: 'must be the integration key of a service' })
  routingKey?: string;

  @ApiPropertyOptional({ description: 'Of email: the recipients.', type: [String] })
  @ValidateIf(of('email'))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsEmail({}, { each: true })
  to?: string[];
}
