import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';

/** Text of at most that many characters which the database can hold or look for: it knows no NUL. */
export const IsText = (maxLength: number): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(/^[^\0]*$/, { message: '$property must not hold the character U+0000' }),
  );
