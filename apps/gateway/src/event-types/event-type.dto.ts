import type { JsonObject } from '@hookswitch/domain';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsNotEmpty, IsObject, IsOptional, Matches } from 'class-validator';
import { IsText } from '../http/is-text.js';

const NAME = /^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$/;
const NAME_MESSAGE = 'a name is <object>.<action>, each of lower-case letters, digits and _';

export class NewEventTypeBody {
  @ApiProperty({ pattern: NAME.source, example: 'order.paid' })
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly name!: string;

  @ApiProperty({ maxLength: 500 })
  @IsText(500)
  @IsNotEmpty()
  readonly description!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema (2020-12) of `data`.' })
  @IsObject()
  readonly dataSchema!: JsonObject;

  @ApiPropertyOptional({ type: [Object], description: '`data` of sample events.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  readonly samples?: JsonObject[];

  @ApiPropertyOptional({ type: [String], description: 'Other names that triggers and producers may use.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @Matches(NAME, { each: true, message: NAME_MESSAGE })
  readonly aliases?: string[];
}
