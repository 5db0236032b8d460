import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { HOST_MESSAGE, HOST_PATTERN } from './host-pattern.js';

/** What templates can name: `secrets.<name>`. */
export const SECRET_NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const MAX_VALUE_CHARS = 8_192;
const MAX_LIST = 50;

export class SecretBody {
  @ApiProperty({ writeOnly: true, description: 'Sealed at once; no call gives it back.' })
  @IsString()
  @MaxLength(MAX_VALUE_CHARS)
  readonly value!: string;

  @ApiProperty({ type: [String], description: 'Hosts it may be sent to: exact names, or `*.name` for one label.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LIST)
  @ArrayUnique()
  @Matches(HOST_PATTERN, { each: true, message: HOST_MESSAGE })
  readonly allowedHosts!: string[];

  @ApiProperty({ type: [String], description: 'Connector types that may use it.', example: ['http'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LIST)
  @ArrayUnique()
  @IsString({ each: true })
  readonly connectors!: string[];
}

export class NewSecretBody extends SecretBody {
  @ApiProperty({ pattern: SECRET_NAME.source })
  @Matches(SECRET_NAME, { message: 'a name consists of lower-case letters, digits, - and _, and begins with a letter' })
  readonly name!: string;
}

/** A new value; hosts and connector types stay as they are unless given. */
export class SecretChange {
  @ApiProperty({ writeOnly: true })
  @IsString()
  @MaxLength(MAX_VALUE_CHARS)
  readonly value!: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LIST)
  @ArrayUnique()
  @Matches(HOST_PATTERN, { each: true, message: HOST_MESSAGE })
  readonly allowedHosts?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LIST)
  @ArrayUnique()
  @IsString({ each: true })
  readonly connectors?: string[];
}

export class DeleteQuery {
  @ApiPropertyOptional({ enum: ['true'], description: 'Delete it although workflows in force name it.' })
  @IsOptional()
  @Matches(/^true$/)
  readonly force?: string;
}
