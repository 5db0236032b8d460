import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import { ROLES, SCOPES, type Role, type Scope } from '../auth/scopes.js';

const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** One of `scopes` and `role`. */
export class NewKeyBody {
  @ApiProperty({ maxLength: 100, description: 'What it is for.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly name!: string;

  @ApiPropertyOptional({ enum: SCOPES, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  readonly scopes?: Scope[];

  @ApiPropertyOptional({ enum: ROLE_NAMES, description: 'A named set of scopes.' })
  @IsOptional()
  @IsIn(ROLE_NAMES)
  readonly role?: Role;

  @ApiPropertyOptional({ format: 'date-time', description: 'Absent: it does not expire.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly expiresAt?: string;

  @ApiPropertyOptional({ description: 'Another tenant than your own: with the scope `platform` alone.' })
  @IsOptional()
  @IsString()
  @MaxLength(63)
  readonly tenant?: string;
}
