import type { JsonObject } from '@hookswitch/domain';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsObject, IsOptional, Matches } from 'class-validator';
import { IsText } from '../http/is-text.js';
import { PageQuery } from '../http/page.query.js';
import { HOST_MESSAGE, HOST_PATTERN } from '../secrets/host-pattern.js';

export const CONNECTION_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Everything about a connection that can change. What is not given is empty, but for secrets: those stay. */
export class ConnectionBody {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: "As the connector's manifest says." })
  @IsOptional()
  @IsObject()
  readonly settings?: JsonObject;

  @ApiPropertyOptional({
    type: [String],
    description: "Its secrets go nowhere else; empty: the connector's own hosts.",
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(HOST_PATTERN, { each: true, message: HOST_MESSAGE })
  readonly allowedHosts?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    writeOnly: true,
    description: 'By name: a new value, or null to remove it. Sealed at once; no call gives them back.',
  })
  @IsOptional()
  @IsObject()
  readonly secrets?: Readonly<Record<string, unknown>>;
}

export class NewConnectionBody extends ConnectionBody {
  @ApiProperty({ pattern: CONNECTION_NAME.source })
  @Matches(CONNECTION_NAME, { message: 'a name consists of lower-case letters, digits and hyphens, 1 to 63 of them' })
  readonly name!: string;

  @ApiProperty({ description: 'Connector type.', example: 'slack' })
  @IsText(63)
  readonly connector!: string;
}

export class ConnectionListQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Connector type.' })
  @IsOptional()
  @IsText(63)
  readonly connector?: string;
}
