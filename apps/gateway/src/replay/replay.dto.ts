import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsOptional, IsUUID } from 'class-validator';
import { IsText } from '../http/is-text.js';

/** So many ids fit into an attribute of an event. */
const MAX_WORKFLOWS = 13;

export class ReplayBody {
  @ApiPropertyOptional({ description: 'Source of the event, where several use the same id.' })
  @IsOptional()
  @IsText(1_000)
  readonly source?: string;

  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MAX_WORKFLOWS,
    description: 'Ids of the workflows that it is for; absent: all.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_WORKFLOWS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  readonly workflows?: readonly string[];
}
