import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** A point in time: ISO 8601 alone would also let weeks, days without a zone and the like pass. */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    IsISO8601({ strict: true }),
    Matches(RFC_3339, { message: '$property must be a date and time with a zone, such as 2026-01-31T09:30:00Z' }),
  );
