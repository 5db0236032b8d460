import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsNotEmpty, IsOptional } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { IsText } from '../http/is-text.js';
import { ROLES, SCOPES, type Role, type Scope } from '../auth/scopes.js';

const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** One of `scopes` and `role`. */
export class NewKeyBody {
  @ApiProperty({ maxLength: 100, description: 'What it is for.' })
  @IsText(100)
  @IsNotEmpty()
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
  @IsInstant()
  readonly expiresAt?: string;

  @ApiPropertyOptional({ description: 'Another tenant than your own: with the scope `platform` alone.' })
  @IsOptional()
  @IsText(63)
  readonly tenant?: string;
}
